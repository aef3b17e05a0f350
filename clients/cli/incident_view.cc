#include "clients/cli/incident_view.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/hub_view.h"
#include "clients/cli/notice_sheet.h"
#include "clients/cli/office_act_view.h"
#include "clients/cli/time_text.h"
#include "clients/core/incident/incident_world.h"
#include "clients/core/incoming/alert_words.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

// What no person calls late.
constexpr int64_t kOnTime_ms = 1000;

std::vector<MailboxId> MailboxesOf(const PlannedRung& rung) {
  std::vector<MailboxId> all = rung.sealed;
  all.insert(all.end(), rung.unsealed.begin(), rung.unsealed.end());
  return all;
}

MessageArg MailboxesArg(const Context& context, const std::vector<MailboxId>& mailboxes) {
  return MessageArg::Composed(Mailboxes(context, mailboxes));
}

std::string PhaseText(const Context& context, IncidentPhase phase) {
  return context.output.Say(absl::StrCat("incident.phase.", IncidentPhaseName(phase)));
}

// "on time", or "late by 3 min".
std::string LatenessText(const Context& context, int64_t due_ms, int64_t time_ms) {
  if (time_ms - due_ms < kOnTime_ms) return context.output.Say("incident.on_time");
  return context.output.Say("incident.late",
                            {MessageArg::Composed(SpanText(context, time_ms - due_ms))});
}

const PlannedRung* RungAfter(const IncidentCase& incident, uint32_t rung) {
  for (const PlannedRung& one : incident.plan.rungs) {
    if (one.number > rung) return &one;
  }
  return nullptr;
}

// What one record did to the climb, in words.
class RecordText {
 public:
  RecordText(const Context& context, const IncidentCase& incident, int64_t time_ms)
      : context_(context), incident_(incident), time_ms_(time_ms) {}

  std::string operator()(const Raised&) const {
    const std::vector<MailboxId> first = MailboxesOf(incident_.plan.rungs.front());
    return Say(incident_.office.empty() ? "incident.raised_alert" : "incident.raised",
               {incident_.name, MailboxesArg(context_, first)});
  }
  std::string operator()(const FollowUp& later) const {
    return Say("incident.follow_up", {later.serial});
  }
  std::string operator()(const Withdrawal& later) const {
    return Say("incident.withdrawal", {later.serial});
  }
  std::string operator()(const ArchivedReceipt& receipt) const {
    const std::string state = context_.phrases.Label(context_.language(), "receipt_state",
                                                     ReceiptStateName(receipt.state));
    return Say(absl::StrCat("incident.said.", EffectOf(receipt.state)),
               {MessageArg::Composed(context_.Mailbox(receipt.as)), MessageArg::Composed(state)});
  }
  std::string operator()(const ArchivedOfficeAct& archived) const {
    const auto* act = std::get_if<IncidentAct>(&archived.act);
    const MessageArg who = MessageArg::Composed(context_.Mailbox(act->head.as));
    if (!act->rung.has_value()) return Say("incident.asked", {who, act->reason});
    return Say("incident.asked_rung", {who, act->reason, int64_t{*act->rung}});
  }
  std::string operator()(const ArchivedRelease& archived) const {
    const Release& release = archived.release;
    return Say("incident.released",
               {int64_t{release.rung}, MailboxesArg(context_, release.mailboxes),
                MessageArg::Composed(ReasonText(context_, release.reason)),
                MessageArg::Composed(LatenessText(context_, release.due_ms, time_ms_))});
  }
  std::string operator()(const ArchivedAlert& archived) const {
    const Alert& alert = archived.alert;
    if (!AsksForAnswer(alert)) return AlertText(context_, alert);
    const std::string reason = ReasonText(context_, TextParam(alert, "reason").value_or(""));
    const std::string late =
        LatenessText(context_, NumberParam(alert, "due_ms").value_or(time_ms_), time_ms_);
    const MessageArg whom = alert.devices.empty() ? MailboxesArg(context_, alert.mailboxes)
                                                  : MessageArg(absl::StrJoin(alert.devices, ", "));
    return Say("incident.alarm", {NumberParam(alert, "rung").value_or(0), whom,
                                  MessageArg::Composed(reason), MessageArg::Composed(late)});
  }

 private:
  static absl::string_view EffectOf(ReceiptState state) {
    switch (state) {
      case ReceiptState::kAcknowledged:
      case ReceiptState::kPassedOn:
        return "stops";
      case ReceiptState::kResolved:
        return "closes";
      case ReceiptState::kRefused:
        return "climbs";
      case ReceiptState::kDelivered:
      case ReceiptState::kRead:
      case ReceiptState::kCannotOpen:
        break;
    }
    return "nothing";
  }
  std::string Say(absl::string_view key, const std::vector<MessageArg>& args) const {
    return context_.output.Say(key, args);
  }

  const Context& context_;
  const IncidentCase& incident_;
  const int64_t time_ms_;
};

// What a decision would have done, or will do.
std::string DecisionText(const Context& context, const Decision& decision) {
  const std::string reason = ReasonText(context, decision.reason);
  if (decision.kind == Decision::Kind::kAlert && decision.code != kNotifyCode) {
    const std::string key = absl::StrCat("alert.", decision.code);
    return context.output.Say("incident.tells", {MailboxesArg(context, decision.mailboxes),
                                                 MessageArg::Composed(context.output.Say(key))});
  }
  return context.output.Say("incident.rung_told",
                            {int64_t{decision.rung}, MailboxesArg(context, decision.mailboxes),
                             MessageArg::Composed(reason)});
}

void ShowMissing(Context& context, const MissingStep& missing, int64_t now_ms, bool fresh) {
  Output& output = context.output;
  const Decision& decision = missing.decision;
  const bool loud = missing.overdue && fresh;
  const char* key = loud              ? "incident.overdue"
                    : missing.overdue ? "incident.not_seen"
                                      : "incident.not_done";
  output.Line(output.Say(key, {MessageArg::Composed(DecisionText(context, decision)),
                               FormatUtcMs(decision.due_ms),
                               MessageArg::Composed(SpanText(context, now_ms - decision.due_ms))}),
              loud ? Colour::kRed : Colour::kYellow);
}

// Why the rung after the last one was not told: somebody answered before it was due.
void ShowWhyNot(Context& context, const ShownIncident& shown) {
  const Incident& state = shown.replay.state;
  const PlannedRung* next = RungAfter(shown.incident, state.rung);
  if (next == nullptr || state.rung == 0) return;
  context.output.Line(context.output.Say(
      "incident.did_not_come",
      {int64_t{next->number}, MailboxesArg(context, MailboxesOf(*next)), FormatUtcMs(state.due_ms),
       MessageArg::Composed(PhaseText(context, state.phase))}));
}

void ShowNext(Context& context, const ShownIncident& shown, int64_t now_ms) {
  Output& output = context.output;
  const IncidentReplay& replay = shown.replay;
  if (replay.next.empty()) return output.Line(output.Say("incident.nothing_next"));
  for (const Decision& decision : replay.next) {
    output.Line(
        output.Say("incident.next", {FormatUtcMs(*replay.next_ms),
                                     MessageArg::Composed(context.phrases.RelativeTime(
                                         output.language(), *replay.next_ms, now_ms)),
                                     MessageArg::Composed(DecisionText(context, decision))}));
  }
}

std::string LadderName(const Context& context, const IncidentCase& incident) {
  if (!incident.ladder.has_value()) return context.output.Say("incident.ladder_none");
  const std::vector<MessageArg> name = {incident.ladder->id, incident.ladder->version};
  return context.output.Say(incident.ladder_known ? "incident.ladder" : "incident.ladder_unknown",
                            name);
}

Json::Array NamesOf(const std::vector<MailboxId>& mailboxes) {
  Json::Array names;
  for (const MailboxId& mailbox : mailboxes) names.emplace_back(mailbox.ToString());
  return names;
}

Json DecisionJson(const Decision& decision) {
  return Json::Object{
      {"code", decision.kind == Decision::Kind::kRelease ? "RELEASE" : decision.code},
      {"mailboxes", NamesOf(decision.mailboxes)},
      {"rung", int64_t{decision.rung}},
      {"loop", int64_t{decision.loop}},
      {"reason", decision.reason},
      {"due_ms", decision.due_ms}};
}

struct RecordJson {
  Json::Object operator()(const Raised&) const { return {{"what", "raised"}}; }
  Json::Object operator()(const FollowUp& later) const {
    return {{"what", "follow_up"}, {"serial", later.serial}};
  }
  Json::Object operator()(const Withdrawal& later) const {
    return {{"what", "withdrawn"}, {"serial", later.serial}};
  }
  Json::Object operator()(const ArchivedReceipt& receipt) const {
    return {{"what", "receipt"},
            {"state", std::string(ReceiptStateName(receipt.state))},
            {"as", receipt.as.ToString()}};
  }
  Json::Object operator()(const ArchivedOfficeAct& archived) const {
    return {{"what", "act"}, {"act", OfficeActJson(archived)}};
  }
  Json::Object operator()(const ArchivedRelease& release) const {
    return {{"what", "release"}, {"release", ReleaseJson(release)}};
  }
  Json::Object operator()(const ArchivedAlert& alert) const {
    return {{"what", "alert"}, {"alert", AlertJson({.archived = alert, .receipts = {}})}};
  }
};

}  // namespace

absl::StatusOr<IncidentReplay> ReplayOne(Desk& desk, const IncidentCase& incident, int64_t now_ms) {
  ASSIGN_OR_RETURN(DeskLadderWorld world, DeskLadderWorld::Read(desk));
  return ReplayIncident(incident, desk.reader().mailboxes, world, now_ms,
                        LeafIndex(desk.mirror().size().value()));
}

absl::StatusOr<std::vector<ShownIncident>> ReplayAll(Desk& desk, int64_t now_ms) {
  ASSIGN_OR_RETURN(std::vector<IncidentCase> cases, AllIncidents(desk));
  std::vector<ShownIncident> shown;
  for (IncidentCase& incident : cases) {
    ASSIGN_OR_RETURN(IncidentReplay replay, ReplayOne(desk, incident, now_ms));
    shown.push_back({.incident = std::move(incident), .replay = std::move(replay)});
  }
  return shown;
}

bool IsOpen(const ShownIncident& shown) {
  const IncidentPhase phase = shown.replay.state.phase;
  return phase != IncidentPhase::kResolved && phase != IncidentPhase::kWithdrawn &&
         phase != IncidentPhase::kAcknowledged;
}

bool IsOverdue(const ShownIncident& shown) {
  const std::vector<MissingStep>& missing = shown.replay.missing;
  return std::any_of(missing.begin(), missing.end(),
                     [](const MissingStep& step) { return step.overdue; });
}

void ShowIncidentLine(Context& context, const ShownIncident& shown, int64_t now_ms) {
  const IncidentCase& incident = shown.incident;
  const Incident& state = shown.replay.state;
  const Language language = context.language();
  std::vector<std::string> cells = {
      Isolate(language, incident.name),
      incident.office.empty() ? context.output.Say("incident.of_hub")
                              : context.phrases.Label(language, "office", incident.office),
      context.phrases.Label(language, "precedence", PrecedenceName(incident.addressing.precedence)),
      PhaseText(context, state.phase),
      context.output.Say("alert.param.rung", {int64_t{state.rung}})};
  if (shown.replay.next_ms.has_value()) {
    cells.push_back(
        context.output.Say("incident.next_in", {MessageArg::Composed(context.phrases.RelativeTime(
                                                   language, *shown.replay.next_ms, now_ms))}));
  }
  context.output.Line(absl::StrJoin(cells, "  "), IsOverdue(shown) ? Colour::kRed
                                                  : IsOpen(shown)  ? Colour::kYellow
                                                                   : Colour::kNone);
}

void ShowLadder(Context& context, const IncidentCase& incident) {
  Output& output = context.output;
  output.Line(LadderName(context, incident));
  for (const PlannedRung& rung : incident.plan.rungs) {
    output.Line(absl::StrCat(
        "  ",
        output.Say("incident.rung", {int64_t{rung.number}, MailboxesArg(context, MailboxesOf(rung)),
                                     MessageArg::Composed(SpanText(context, rung.after_ms))})));
  }
  if (incident.plan.unresolved.has_value()) {
    const PlannedRung& step = *incident.plan.unresolved;
    output.Line(
        absl::StrCat("  ", output.Say("incident.rung_unresolved",
                                      {MailboxesArg(context, MailboxesOf(step)),
                                       MessageArg::Composed(SpanText(context, step.after_ms))})));
  }
}

void Explain(Context& context, const ShownIncident& shown, int64_t now_ms, bool fresh) {
  Output& output = context.output;
  for (const CaseRecord& record : shown.incident.records) {
    const RecordText text(context, shown.incident, record.time_ms);
    output.Line(output.Say("incident.line",
                           {FormatUtcMs(record.time_ms), static_cast<int64_t>(record.index.value()),
                            MessageArg::Composed(std::visit(text, record.what))}));
  }
  for (const MissingStep& missing : shown.replay.missing) {
    ShowMissing(context, missing, now_ms, fresh);
  }
  if (!IsOpen(shown)) ShowWhyNot(context, shown);
  ShowNext(context, shown, now_ms);
}

Json IncidentJson(const ShownIncident& shown) {
  const IncidentCase& incident = shown.incident;
  const Incident& state = shown.replay.state;
  Json::Object value{{"incident", ToHex(incident.id)},
                     {"name", incident.name},
                     {"office", incident.office},
                     {"precedence", std::string(PrecedenceName(incident.addressing.precedence))},
                     {"phase", std::string(IncidentPhaseName(state.phase))},
                     {"rung", int64_t{state.rung}},
                     {"loop", int64_t{state.loop}},
                     {"count", int64_t{state.count}}};
  if (incident.ladder.has_value()) {
    value["ladder"] = absl::StrCat(incident.ladder->id, " ", incident.ladder->version);
  }
  if (shown.replay.next_ms.has_value()) value["next_ms"] = *shown.replay.next_ms;
  Json::Array next;
  for (const Decision& decision : shown.replay.next) next.push_back(DecisionJson(decision));
  value["next"] = std::move(next);
  Json::Array missing;
  for (const MissingStep& step : shown.replay.missing) {
    Json one = DecisionJson(step.decision);
    (*one.mutable_object())["overdue"] = step.overdue;
    missing.push_back(std::move(one));
  }
  value["missing"] = std::move(missing);
  Json::Array records;
  for (const CaseRecord& record : incident.records) {
    Json::Object one = std::visit(RecordJson(), record.what);
    one["index"] = static_cast<int64_t>(record.index.value());
    one["time_ms"] = record.time_ms;
    records.emplace_back(std::move(one));
  }
  value["records"] = std::move(records);
  return value;
}

}  // namespace liaison
