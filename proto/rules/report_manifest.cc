#include <string>
#include <utility>

#include "proto/rules/report_machine.h"
#include "proto/text/hash.h"

namespace liaison {
namespace {

Json PositionOf(LeafIndex index) { return static_cast<int64_t>(index.value()); }

Json AnswerOf(const ReportAct& answer) {
  Json::Object object{{"office", answer.office},
                      {"act", std::string(ReportVerbName(answer.verb))},
                      {"model", ToBase64(answer.content)},
                      {"note", ToBase64(answer.note)},
                      {"index", PositionOf(answer.index)}};
  if (answer.text.has_value()) object.emplace("text", ToBase64(*answer.text));
  return object;
}

}  // namespace

Json ManifestOf(const ReportState& state) {
  const ReportDrafted& drafted = state.drafts.back();
  Json::Array answers;
  for (const auto& [office, answer] : state.answers) answers.push_back(AnswerOf(answer));
  Json::Array no_answer;
  for (std::string& office : MissingFor(state, ReportDue::kSign)) {
    no_answer.push_back(std::move(office));
  }
  Json::Array sheets;
  for (const ReportSheetRef& sheet : drafted.draft.sheets) {
    sheets.push_back(Json::Object{{"office", sheet.office}, {"sheet", ToBase64(sheet.sheet)}});
  }
  Json::Object manifest{{"report", state.head.report},
                        {"model", ToBase64(drafted.draft.model)},
                        {"cut", PositionOf(drafted.draft.cut)},
                        {"outcome", std::string(ReportOutcomeName(state.outcome))},
                        {"opened", PositionOf(state.opened_index)},
                        {"drafted", PositionOf(drafted.index)},
                        {"frozen", PositionOf(state.frozen_index)},
                        {"answers", std::move(answers)},
                        {"no_answer", std::move(no_answer)},
                        {"sheets", std::move(sheets)}};
  const std::vector<std::string>& aside = drafted.draft.aside;
  if (!aside.empty()) manifest.emplace("aside", Json::Array(aside.begin(), aside.end()));
  return manifest;
}

}  // namespace liaison
