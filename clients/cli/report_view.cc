#include "clients/cli/report_view.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/report_next.h"
#include "clients/cli/report_session.h"
#include "proto/rules/report_machine.h"
#include "proto/wire/hash.h"

namespace liaison {
namespace {

constexpr size_t kGroupDigits = 8;

std::string OfficesText(const std::vector<std::string>& offices) {
  return absl::StrJoin(offices, " ");
}

Json::Array OfficesJson(const std::vector<std::string>& offices) {
  return {offices.begin(), offices.end()};
}

// The phase, or once it is final how.
std::string StandText(const Context& context, const ReportState& state) {
  if (state.phase != ReportPhase::kFinal) return PhaseText(context, state.phase);
  return context.output.Say(absl::StrCat("report.outcome.", ReportOutcomeName(state.outcome)));
}

Colour StandColour(const ReportState& state) {
  if (state.phase == ReportPhase::kFinal) {
    return state.outcome == ReportOutcome::kPartial ? Colour::kYellow : Colour::kGreen;
  }
  return state.IsOver() ? Colour::kRed : Colour::kBold;
}

const ReportAct* ActOf(const std::map<std::string, ReportAct>& acts, const std::string& office) {
  const auto found = acts.find(office);
  return found == acts.end() ? nullptr : &found->second;
}

std::string ActText(const Context& context, absl::string_view key, const ReportAct& act) {
  std::string text =
      context.output.Say(key, {FormatUtcMs(act.time_ms), static_cast<int64_t>(act.index.value())});
  if (act.revoked.has_value()) {
    absl::StrAppend(&text, " ",
                    context.output.Say("report.office.revoked_later",
                                       {static_cast<int64_t>(act.revoked->value())}));
  }
  return text;
}

// What one office has done, and what it owes now.
struct OfficeStand {
  std::vector<std::string> parts;
  bool owes = false;
};
OfficeStand StandOf(const Context& context, const ReportState& state, const std::string& office) {
  OfficeStand stand;
  for (const ReportOwed& owed : OwedNow(state)) {
    if (std::find(owed.missing.begin(), owed.missing.end(), office) == owed.missing.end()) continue;
    stand.owes = true;
    stand.parts.push_back(
        context.output.Say(absl::StrCat("report.office.owes_", ReportDueName(owed.due))));
  }
  if (const ReportAct* act = ActOf(state.contributions, office); act != nullptr) {
    stand.parts.push_back(ActText(context, "report.office.contributed", *act));
  }
  if (const ReportAct* act = ActOf(state.comments, office); act != nullptr) {
    stand.parts.push_back(ActText(context, "report.office.reviewed", *act));
  }
  if (const ReportAct* act = ActOf(state.answers, office); act != nullptr) {
    const std::string key = absl::StrCat("report.office.", ReportVerbName(act->verb));
    stand.parts.push_back(ActText(context, key, *act));
  }
  if (const ReportAct* act = ActOf(state.withdrawals, office); act != nullptr) {
    stand.parts.push_back(ActText(context, "report.office.withdraw", *act));
  }
  return stand;
}

std::set<std::string> OfficesOf(const ReportState& state) {
  std::set<std::string> offices(state.open.owes.begin(), state.open.owes.end());
  offices.insert(state.open.signs.begin(), state.open.signs.end());
  return offices;
}

void ShowOpening(Context& context, const ReportState& state) {
  Output& output = context.output;
  const ReportOpen& open = state.open;
  const ReportPeriod& period = open.period;
  output.Line(
      absl::StrCat("  ", output.Say("report.show.period",
                                    {period.first_day, period.last_day, period.zone,
                                     FormatUtcMs(period.start_ms), FormatUtcMs(period.end_ms)})));
  output.Line(absl::StrCat(
      "  ", output.Say("report.show.who",
                       {open.rapporteur, OfficesText(open.owes), OfficesText(open.signs),
                        static_cast<int64_t>(open.threshold)})));
}

void ShowOffices(Context& context, const ReportState& state) {
  for (const std::string& office : OfficesOf(state)) {
    const OfficeStand stand = StandOf(context, state, office);
    if (stand.parts.empty()) continue;
    context.output.Line(absl::StrCat("  ", office, "  ", absl::StrJoin(stand.parts, "  ")),
                        stand.owes ? Colour::kYellow : Colour::kNone);
  }
}

void ShowDrafts(Context& context, const ReportState& state) {
  Output& output = context.output;
  const ReportDrafted* const drafted = state.Draft();
  if (drafted == nullptr) return;
  output.Line(absl::StrCat(
      "  ", output.Say("report.show.draft", {absl::StrCat("d", state.drafts.size()),
                                             static_cast<int64_t>(drafted->draft.cut.value()),
                                             static_cast<int64_t>(drafted->index.value())})));
  output.Line(absl::StrCat("    M ", DigestGroups(drafted->draft.model)));
  const std::vector<std::string>& aside = drafted->draft.aside;
  if (!aside.empty()) {
    output.Line(absl::StrCat("    ", output.Say("report.show.aside", {absl::StrJoin(aside, ", ")})),
                Colour::kYellow);
  }
  if (!state.IsOver() && IsStale(state)) {
    output.Line(absl::StrCat("  ", output.Say("report.show.stale")), Colour::kYellow);
  }
}

// Answers that were changed since, or that a reopening made void.
void ShowEarlierAnswers(Context& context, const ReportState& state) {
  for (const ReportAct& act : state.earlier_answers) {
    const std::string key = absl::StrCat("report.office.", ReportVerbName(act.verb));
    context.output.Line(absl::StrCat(
        "  ", context.output.Say("report.show.earlier",
                                 {act.office, MessageArg::Composed(ActText(context, key, act))})));
  }
}

void ShowEnd(Context& context, const ReportState& state) {
  if (!state.IsOver()) return;
  Output& output = context.output;
  output.Line(absl::StrCat(
      "  ", output.Say("report.show.over", {FormatUtcMs(state.final_ms),
                                            static_cast<int64_t>(state.final_index.value())})));
  if (state.phase == ReportPhase::kFinal) {
    const Hash manifest = Sha256(PrintCanonicalJson(ManifestOf(state)));
    output.Line(absl::StrCat("  ", output.Say("report.show.manifest", {DigestGroups(manifest)})));
  }
}

// What was said and did not count, so that nobody waits in vain.
void ShowWithoutEffect(Context& context, const ReportRecord& record) {
  for (const ReportRemark& remark : record.remarks) {
    if (remark.error.empty() || remark.error == "ALREADY") continue;
    context.output.Line(absl::StrCat(
        "  ",
        context.output.Say("report.show.no_effect",
                           {remark.note.head.as.office, std::string(ReportActName(remark.note)),
                            static_cast<int64_t>(remark.index.value()), remark.error})));
  }
}

Json ActJson(const ReportAct& act) {
  Json::Object value{{"device", act.device},
                     {"note", ToHex(act.note)},
                     {"content", ToHex(act.content)},
                     {"index", static_cast<int64_t>(act.index.value())},
                     {"at_ms", act.time_ms}};
  if (!act.second.empty()) value["second"] = act.second;
  if (act.text.has_value()) value["text"] = ToHex(*act.text);
  if (act.revoked.has_value()) {
    value["revoked_later"] = static_cast<int64_t>(act.revoked->value());
  }
  return value;
}

Json AnswerJson(const ReportAct& act) {
  Json value = ActJson(act);
  (*value.mutable_object())["act"] = std::string(ReportVerbName(act.verb));
  return value;
}

Json OfficeJson(const ReportState& state, const std::string& office) {
  const ReportOpen& open = state.open;
  Json::Object value{
      {"office", office},
      {"owes", std::find(open.owes.begin(), open.owes.end(), office) != open.owes.end()},
      {"signs", std::find(open.signs.begin(), open.signs.end(), office) != open.signs.end()}};
  if (const ReportAct* act = ActOf(state.contributions, office); act != nullptr) {
    value["contribution"] = ActJson(*act);
  }
  if (const ReportAct* act = ActOf(state.comments, office); act != nullptr) {
    value["review"] = ActJson(*act);
  }
  if (const ReportAct* act = ActOf(state.answers, office); act != nullptr) {
    value["answer"] = AnswerJson(*act);
  }
  return value;
}

Json PeriodJson(const ReportPeriod& period) {
  return Json::Object{{"start_ms", period.start_ms},   {"end_ms", period.end_ms},
                      {"first_day", period.first_day}, {"last_day", period.last_day},
                      {"zone", period.zone},           {"tz", period.tz}};
}

Json DraftsJson(const ReportState& state) {
  Json::Array drafts;
  for (const ReportDrafted& drafted : state.drafts) {
    const std::vector<std::string>& aside = drafted.draft.aside;
    drafts.emplace_back(Json::Object{{"name", absl::StrCat("d", drafts.size() + 1)},
                                     {"model", ToHex(drafted.draft.model)},
                                     {"size", static_cast<int64_t>(drafted.draft.size)},
                                     {"cut", static_cast<int64_t>(drafted.draft.cut.value())},
                                     {"index", static_cast<int64_t>(drafted.index.value())},
                                     {"set_aside", Json::Array(aside.begin(), aside.end())},
                                     {"at_ms", drafted.time_ms}});
  }
  return drafts;
}

}  // namespace

std::string PhaseText(const Context& context, ReportPhase phase) {
  return context.output.Say(absl::StrCat("report.phase.", ReportPhaseName(phase)));
}

std::string AnswerText(const Context& context, ReportVerb verb) {
  return context.output.Say(absl::StrCat("report.step.", ReportVerbName(verb)));
}

std::string DigestGroups(const Hash& digest) {
  const std::string hex = ToHex(digest);
  std::vector<std::string> groups;
  for (size_t i = 0; i < hex.size(); i += kGroupDigits)
    groups.push_back(hex.substr(i, kGroupDigits));
  return absl::StrJoin(groups, " ");
}

std::string AnnouncementText(const Context& context, const ReportAnnouncement& announcement) {
  const ReportSaying& said = announcement.said;
  std::string what;
  switch (said.kind) {
    case ReportSaying::Kind::kState:
      what = absl::StrCat("STATE ", ReportPhaseName(said.phase));
      break;
    case ReportSaying::Kind::kMissed:
      what = absl::StrCat("DEADLINE_MISSED ", ReportDueName(said.due), " ", said.office);
      break;
    case ReportSaying::Kind::kVoided:
      what = absl::StrCat("VOIDED ", said.office);
      break;
    case ReportSaying::Kind::kFinal:
      what = absl::StrCat("FINAL ", ReportOutcomeName(said.outcome));
      break;
    case ReportSaying::Kind::kFailed:
      what = "FAILED";
      break;
    case ReportSaying::Kind::kReminder:
    case ReportSaying::Kind::kDone:
    case ReportSaying::Kind::kError:
      what = said.reason;  // said to one office only, never in public
      break;
  }
  return context.output.Say("report.hub_says",
                            {announcement.report, what, FormatUtcMs(announcement.time_ms),
                             static_cast<int64_t>(announcement.index.value())});
}

void ShowReportLine(Context& context, const ReportHand& hand, const ReportRecord& record,
                    int64_t now_ms) {
  const ReportState& state = record.state;
  const ReportPeriod& period = state.open.period;
  context.output.Line(
      context.output.Say("report.line",
                         {state.head.report, MessageArg::Composed(StandText(context, state)),
                          period.first_day, period.last_day}),
      StandColour(state));
  if (!state.IsOver()) ShowNext(context, hand, state, now_ms);
}

Json::Object ReportStandJson(const ReportHand& hand, const ReportRecord& record, int64_t now_ms) {
  const ReportState& state = record.state;
  return {{"report", state.head.report},
          {"state", std::string(ReportPhaseName(state.phase))},
          {"outcome", std::string(ReportOutcomeName(state.outcome))},
          {"missing", OwedJson(state)},
          {"next", NextCommand(hand, state, now_ms)}};
}

void ShowReport(Context& context, const ReportSession& session, const ReportRecord& record) {
  const ReportState& state = record.state;
  context.output.Line(
      context.output.Say("report.title",
                         {state.head.report, MessageArg::Composed(StandText(context, state))}),
      StandColour(state));
  ShowOpening(context, state);
  ShowDrafts(context, state);
  ShowOffices(context, state);
  ShowEarlierAnswers(context, state);
  ShowWithoutEffect(context, record);
  ShowEnd(context, state);
  if (ReportDisagreement(session, state.head.report).ok()) {
    context.output.Line(absl::StrCat("  ", context.output.Say("report.hub_agrees")));
  }
  ShowNext(context, HandOf(*session.desk), state, session.now_ms);
}

Json::Object ReportJson(const ReportSession& session, const ReportRecord& record) {
  const ReportState& state = record.state;
  const ReportOpen& open = state.open;
  Json::Array offices;
  for (const std::string& office : OfficesOf(state)) offices.push_back(OfficeJson(state, office));
  Json::Array earlier;
  for (const ReportAct& act : state.earlier_answers) {
    Json answer = AnswerJson(act);
    (*answer.mutable_object())["office"] = act.office;
    earlier.push_back(std::move(answer));
  }
  Json::Object value = ReportStandJson(HandOf(*session.desk), record, session.now_ms);
  value["period"] = PeriodJson(open.period);
  value["rapporteur"] = open.rapporteur;
  value["owes"] = OfficesJson(open.owes);
  value["signs"] = OfficesJson(open.signs);
  value["threshold"] = static_cast<int64_t>(open.threshold);
  value["persons"] = static_cast<int64_t>(open.persons);
  value["label"] = open.label;
  value["opened"] = static_cast<int64_t>(state.opened_index.value());
  value["offices"] = std::move(offices);
  value["earlier_answers"] = std::move(earlier);
  value["drafts"] = DraftsJson(state);
  value["stale"] = IsStale(state);
  value["hub_agrees"] = ReportDisagreement(session, state.head.report).ok();
  if (state.IsOver()) {
    value["final_ms"] = state.final_ms;
    value["final_index"] = static_cast<int64_t>(state.final_index.value());
  }
  if (state.phase == ReportPhase::kFinal) {
    value["manifest"] = ToHex(Sha256(PrintCanonicalJson(ManifestOf(state))));
  }
  return value;
}

}  // namespace liaison
