#include "clients/core/report_pack/report_drawing.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/core/report_pack/model_difference.h"
#include "clients/core/report_pack/pack_log.h"
#include "clients/core/report_pack/pack_text.h"
#include "clients/core/report_pack/report_pack.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/canonical_json.h"

namespace liaison {
namespace {

// "" where it is not there.
const std::string& Found(const std::map<std::string, std::string>& files, const std::string& name) {
  static const std::string kNone;
  const auto found = files.find(name);
  return found == files.end() ? kNone : found->second;
}

absl::StatusOr<std::vector<RenderedAnswer>> AnswersOf(const PackFiles& files,
                                                      const ReportState& state) {
  std::vector<RenderedAnswer> answers;
  for (const std::string& office : state.open.signs) {
    RenderedAnswer drawn{.office = office};
    if (const auto found = state.answers.find(office); found != state.answers.end()) {
      const ReportAct& answer = found->second;
      drawn.act = std::string(ReportVerbName(answer.verb));
      drawn.note = answer.note;
      drawn.index = answer.index;
      if (answer.revoked.has_value()) drawn.remark = "key_revoked_later";
      const std::string& letter = Found(files, PackTextName(office));
      drawn.text_missing = answer.text.has_value() && letter.empty();
      if (answer.text.has_value() && !letter.empty()) {
        ASSIGN_OR_RETURN(PackText text, ReadPackText(state.head.ns, letter));
        drawn.text = std::move(text.text);
        drawn.language = std::move(text.language);
      }
    }
    answers.push_back(std::move(drawn));
  }
  return answers;
}

absl::Status NotComparable(absl::string_view what) {
  return MakeError(absl::StatusCode::kInvalidArgument,
                   "the pages cannot be compared here: they were drawn by other versions",
                   {.reason = "NOT_COMPARABLE", .subject = std::string(what), .field = ""});
}

// What two environments differ in: "versions.cairo", "cpu".
std::string Differing(const Json& theirs, const Json& ours) {
  const std::string member = DifferingMember(theirs, ours);
  const Json* inner[] = {theirs.Find(member), ours.Find(member)};
  if (inner[0] == nullptr || inner[1] == nullptr || inner[0]->object() == nullptr) return member;
  return absl::StrCat(member, ".", DifferingMember(*inner[0], *inner[1]));
}

}  // namespace

RenderRequest ReportDrawing::In(Language language, bool latin_digits) const {
  return {.model = model,
          .digest = digest,
          .outcome = outcome,
          .answers = answers,
          .attachments = attachments,
          .map = map.has_value() ? &*map : nullptr,
          .map_name = map_name,
          .map_digest = map_digest,
          .language = language,
          .latin_digits = latin_digits};
}

absl::StatusOr<ReportDrawing> DrawingOf(const PackFiles& files, const ReportState& state,
                                        std::string evidence) {
  const std::string& bytes = Found(files, kPackModel);
  ReportDrawing drawing{.digest = state.Draft()->draft.model,
                        .outcome = std::string(ReportOutcomeName(state.outcome)),
                        .attachments = {{kPdfModel, bytes},
                                        {kPdfManifest, Found(files, kPackManifest)},
                                        {kPdfEvidence, std::move(evidence)}}};
  ASSIGN_OR_RETURN(drawing.model, ParseModel(bytes));
  ASSIGN_OR_RETURN(drawing.answers, AnswersOf(files, state));
  const ModelMap* map = DrawnMap(drawing.model);
  const std::string& document = Found(files, kPackMap);
  if (map == nullptr || document.empty()) return drawing;
  ASSIGN_OR_RETURN(drawing.map, ParseMapDocument(document));
  drawing.map_name = absl::StrCat("v", map->version);
  drawing.map_digest = map->digest;
  return drawing;
}

absl::Status CheckRendering(absl::string_view pdf,
                            const std::map<std::string, std::string>& attachments,
                            const PackFiles& files, const ReportState& state,
                            const Phrasebook& phrases) {
  for (const auto& [name, in_pack] :
       {std::pair(kPdfModel, kPackModel), std::pair(kPdfManifest, kPackManifest)}) {
    if (Found(attachments, name) == Found(files, in_pack)) continue;
    return PackFault("ATTACHMENT", name, "what lies attached is not what the evidence holds");
  }
  const absl::StatusOr<Json> theirs = ParseCanonicalJson(Found(attachments, kPdfEnvironment));
  if (!theirs.ok()) return NotComparable(kPdfEnvironment);
  const absl::StatusOr<Language> language = ParseLanguage(theirs->StringOr("language", ""));
  if (!language.ok()) return NotComparable("language");
  ASSIGN_OR_RETURN(const ReportDrawing drawing,
                   DrawingOf(files, state, Found(attachments, kPdfEvidence)));
  const RenderRequest request = drawing.In(*language, theirs->StringOr("digits", "") == "latn");
  const absl::StatusOr<std::string> ours = RenderEnvironment(request);
  if (!ours.ok()) return NotComparable(DetailOf(ours.status()).value_or(ErrorDetail()).subject);
  ASSIGN_OR_RETURN(const Json here, ParseCanonicalJson(*ours));
  if (here != *theirs) return NotComparable(Differing(*theirs, here));
  ASSIGN_OR_RETURN(const std::string drawn, RenderPdf(request, phrases));
  if (drawn == pdf) return absl::OkStatus();
  return PackFault("RENDERING", "pdf", "the pages are not what the attached model gives");
}

}  // namespace liaison
