#include "clients/cli/report_next.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/report_session.h"
#include "proto/rules/report_machine.h"

namespace liaison {
namespace {

std::optional<int64_t> DueOf_ms(const ReportState& state, ReportDue due) {
  const ReportDues& dues = state.open.dues;
  const std::optional<int64_t>& due_s = due == ReportDue::kContribution ? dues.contribution_s
                                        : due == ReportDue::kReview     ? dues.review_s
                                                                        : dues.sign_s;
  if (!due_s.has_value()) return std::nullopt;
  return *due_s * 1000;
}

// Nobody is waited for: all have done it, or its time is over.
bool IsThrough(const ReportState& state, ReportDue due, int64_t now_ms) {
  const std::optional<int64_t> due_ms = DueOf_ms(state, due);
  return MissingFor(state, due).empty() || (due_ms.has_value() && now_ms > *due_ms);
}

bool IsIn(const std::vector<std::string>& offices, const std::string& office) {
  return std::find(offices.begin(), offices.end(), office) != offices.end();
}

std::string RapporteursVerb(const ReportState& state, const ReportHand& hand, int64_t now_ms) {
  if (!IsThrough(state, ReportDue::kContribution, now_ms) || state.contributions.empty()) return "";
  if (state.Draft() == nullptr || IsStale(state)) return "assemble";
  // Reviews hold nobody up where no time was set for them.
  const bool reviewed =
      !state.open.dues.review_s.has_value() || IsThrough(state, ReportDue::kReview, now_ms);
  return hand.jwg && reviewed ? "freeze" : "";
}

std::string VerbBeforeFreeze(const ReportState& state, const ReportHand& hand, int64_t now_ms) {
  if (IsIn(MissingFor(state, ReportDue::kContribution), hand.office)) return "contribute";
  if (state.open.rapporteur == hand.office) return RapporteursVerb(state, hand, now_ms);
  const bool owes_review = state.phase == ReportPhase::kDraft &&
                           IsIn(MissingFor(state, ReportDue::kReview), hand.office);
  return owes_review ? "review" : "";
}

void ShowOwed(Context& context, const ReportOwed& owed, int64_t now_ms) {
  Output& output = context.output;
  const std::string key = absl::StrCat("report.owed.", ReportDueName(owed.due),
                                       owed.missing.size() == 1 ? ".one" : ".many");
  std::string text = output.Say(
      key, {static_cast<int64_t>(owed.missing.size()), absl::StrJoin(owed.missing, ", ")});
  const bool late = owed.due_ms.has_value() && *owed.due_ms < now_ms;
  if (owed.due_ms.has_value()) {
    absl::StrAppend(&text, "; ",
                    output.Say(late ? "status.late" : "status.due",
                               {MessageArg::Composed(context.phrases.RelativeTime(
                                   output.language(), *owed.due_ms, now_ms))}));
  }
  output.Line(absl::StrCat("  ", text), late ? Colour::kRed : Colour::kYellow);
}

}  // namespace

std::vector<ReportOwed> OwedNow(const ReportState& state) {
  std::vector<ReportDue> dues;
  if (state.phase == ReportPhase::kCollecting) dues = {ReportDue::kContribution};
  if (state.phase == ReportPhase::kDraft) dues = {ReportDue::kContribution, ReportDue::kReview};
  if (state.phase == ReportPhase::kSigning) dues = {ReportDue::kSign};
  std::vector<ReportOwed> owed;
  for (const ReportDue due : dues) {
    std::vector<std::string> missing = MissingFor(state, due);
    if (missing.empty()) continue;
    owed.push_back({.due = due, .missing = std::move(missing), .due_ms = DueOf_ms(state, due)});
  }
  return owed;
}

bool IsStale(const ReportState& state) {
  const ReportDrafted* const drafted = state.Draft();
  return drafted != nullptr && !IsMadeOfTheLatest(drafted->draft, state);
}

ReportHand HandOf(const Desk& desk) {
  return {.office = desk.reader().office,
          .editor = SpeaksAs(desk, Role::kEditor),
          .jwg = SpeaksAs(desk, Role::kJwg)};
}

std::string NextVerb(const ReportState& state, const ReportHand& hand, int64_t now_ms) {
  if (state.phase == ReportPhase::kFinal) return "export";
  if (state.IsOver() || (!hand.editor && !hand.jwg)) return "";
  if (state.phase != ReportPhase::kSigning) return VerbBeforeFreeze(state, hand, now_ms);
  return hand.jwg && IsIn(MissingFor(state, ReportDue::kSign), hand.office) ? "sign" : "";
}

void ShowNext(Context& context, const ReportHand& hand, const ReportState& state, int64_t now_ms) {
  for (const ReportOwed& owed : OwedNow(state)) ShowOwed(context, owed, now_ms);
  const std::string command = NextCommand(hand, state, now_ms);
  if (!command.empty()) {
    context.output.Line(absl::StrCat("  ", context.output.Say("report.next", {command})),
                        Colour::kBold);
  }
}

Json OwedJson(const ReportState& state) {
  Json::Array all;
  for (const ReportOwed& owed : OwedNow(state)) {
    Json::Object one{{"due", std::string(ReportDueName(owed.due))},
                     {"missing", Json::Array(owed.missing.begin(), owed.missing.end())}};
    if (owed.due_ms.has_value()) one["due_ms"] = *owed.due_ms;
    all.emplace_back(std::move(one));
  }
  return all;
}

std::string NextCommand(const ReportHand& hand, const ReportState& state, int64_t now_ms) {
  const std::string verb = NextVerb(state, hand, now_ms);
  return verb.empty() ? "" : absl::StrCat("liaison report ", verb, " ", state.head.report);
}

}  // namespace liaison
