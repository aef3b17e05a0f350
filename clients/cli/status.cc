// liaison status: what whoever takes over the shift must know, on one screen.
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/beyond_budget.h"
#include "clients/cli/closed_view.h"
#include "clients/cli/commands.h"
#include "clients/cli/hub_view.h"
#include "clients/cli/incident_view.h"
#include "clients/cli/notice_view.h"
#include "clients/cli/obligation_view.h"
#include "clients/cli/office_act_view.h"
#include "clients/cli/report_next.h"
#include "clients/cli/report_session.h"
#include "clients/cli/report_view.h"
#include "clients/core/desk/alarm_record.h"
#include "proto/base/status_macros.h"
#include "proto/rules/reachability.h"
#include "proto/text/header.h"
#include "proto/text/note.h"

namespace liaison {
namespace {

constexpr int64_t kShift_ms = int64_t{12} * 3600 * 1000;
constexpr int64_t kObligations_ms = int64_t{48} * 3600 * 1000;

struct OpenItem {
  ArchivedNotice notice;
  std::vector<ArchivedReceipt> receipts;
  std::optional<int64_t> due_ms;  // hub time
};

struct Shift {
  std::vector<OpenItem> open;                 // owed by this desk
  std::vector<ShownAlert> alerts;             // of the hub, not acknowledged here
  int64_t evidence = 0;                       // records kept because they failed verification
  bool forged = false;                        // one of them just now
  std::vector<Overdue> overdue;               // owed by others
  int64_t waiting = 0;                        // in the outbox
  std::vector<DirectoryEvent> news;           // who came and went since the last status
  std::optional<ArchivedOfficeAct> handover;  // the newest of this office
  absl::Status line;                          // ok: what is shown is fresh
  std::optional<HubStatusAnswer> hub;
  std::optional<int64_t> alarm_tested_ms;  // own time
  int64_t now_ms = 0;                      // hub time, as far as it is known
  std::vector<ShownIncident> incidents;    // open ones
  std::vector<DueObligation> obligations;  // soon, or overdue
  std::vector<ReportRecord> reports;       // that are not over
};

absl::StatusOr<std::vector<OpenItem>> ListOpen(Desk& desk) {
  ASSIGN_OR_RETURN(std::vector<ArchivedNotice> notices, desk.ListOpen({}));
  std::vector<OpenItem> open;
  for (ArchivedNotice& notice : notices) {
    ASSIGN_OR_RETURN(std::vector<ArchivedReceipt> receipts,
                     desk.archive().ReceiptsOf(notice.header_hash));
    ASSIGN_OR_RETURN(const Note note, ParseNote(notice.header, kMaxHeaderBytes));
    ASSIGN_OR_RETURN(const EnvelopeHeader header, ParseHeader(desk.config().ns, note.text));
    std::optional<int64_t> due_ms;
    if (header.ack_within_s.has_value() && notice.index.has_value()) {
      due_ms = notice.time_ms + int64_t{*header.ack_within_s} * 1000;
    }
    open.push_back({std::move(notice), std::move(receipts), due_ms});
  }
  return open;
}

// Devices that came or went since somebody last looked (attack T-39); those of the founding were
// compared on paper.
absl::StatusOr<std::vector<DirectoryEvent>> ReadNews(Desk& desk) {
  ASSIGN_OR_RETURN(std::vector<DirectoryEvent> news,
                   desk.monitor().News("status", desk.mirror().directory()));
  const LeafIndex start = desk.start();
  std::erase_if(news, [start](const DirectoryEvent& event) {
    return event.index < start || event.continues || event.mailboxes.empty();
  });
  RETURN_IF_ERROR(desk.monitor().MarkShown("status", desk.mirror().size()));
  return news;
}

absl::StatusOr<Shift> ReadShift(Context& context, Desk& desk, bool offline) {
  Shift shift;
  if (!offline) {
    shift.line = desk.Sync({.on_event =
                                [&](const InboxEvent& event) {
                                  shift.forged |= event.forged;
                                  if (event.alarm.has_value())
                                    ShowEvent(context, event, desk.archive());
                                }})
                     .status();
    if (!shift.line.ok() && shift.line.code() != absl::StatusCode::kUnavailable) return shift.line;
    if (const absl::StatusOr<HubConnection*> hub = desk.hub(); hub.ok() && shift.line.ok()) {
      absl::StatusOr<HubStatusAnswer> answer = (*hub)->GetStatus();
      if (answer.ok()) shift.hub = *std::move(answer);
    }
  }
  shift.now_ms = shift.hub.has_value() ? shift.hub->time_ms
                                       : desk.mirror().directory().TimeAt(desk.mirror().size());
  ASSIGN_OR_RETURN(shift.open, ListOpen(desk));
  ASSIGN_OR_RETURN(std::vector<ArchivedAlert> alerts, desk.ListOpenAlerts());
  ASSIGN_OR_RETURN(shift.alerts, WithReceipts(std::move(alerts), desk.archive()));
  ASSIGN_OR_RETURN(const std::vector<Finding> evidence, desk.archive().Evidence());
  shift.evidence = static_cast<int64_t>(evidence.size());
  ASSIGN_OR_RETURN(shift.incidents, ReplayAll(desk, shift.now_ms));
  std::erase_if(shift.incidents, [](const ShownIncident& shown) { return !IsOpen(shown); });
  ASSIGN_OR_RETURN(shift.obligations, ObligationsDue(desk, shift.now_ms, kObligations_ms));
  ASSIGN_OR_RETURN(shift.reports, OpenReports(desk, shift.now_ms));
  ASSIGN_OR_RETURN(shift.overdue, desk.ListOverdue());
  ASSIGN_OR_RETURN(shift.news, ReadNews(desk));
  ASSIGN_OR_RETURN(shift.alarm_tested_ms, LastAlarmTest(desk.database()));
  shift.waiting = static_cast<int64_t>(desk.outbox().Waiting());
  ASSIGN_OR_RETURN(const std::vector<ArchivedOfficeAct> acts,
                   desk.archive().OfficeActs(desk.config().ns));
  for (const ArchivedOfficeAct& act : acts) {
    if (shift.handover.has_value()) break;
    if (std::holds_alternative<Handover>(act.act)) shift.handover = act;
  }
  return shift;
}

// Mailboxes that have no device any more, or will have none within seven days.
std::vector<Reachability> EndingSoon(Desk& desk, const Shift& shift) {
  std::vector<Reachability> all;
  if (desk.mirror().empty()) return all;
  all = ReachabilityOfAll(desk.mirror().directory(), shift.now_ms);
  std::erase_if(all, [](const Reachability& one) { return !one.ends_soon; });
  return all;
}

Json::Array UnreachableJson(Desk& desk, const Shift& shift) {
  Json::Array array;
  for (const Reachability& one : EndingSoon(desk, shift)) {
    array.push_back(Json::Object{{"mailbox", one.mailbox.ToString()},
                                 {"until_ms", one.until_ms},
                                 {"already", one.unreachable}});
  }
  return array;
}

Json::Array NewsJson(const Shift& shift) {
  Json::Array array;
  for (const DirectoryEvent& event : shift.news) {
    const bool certified = event.kind == DirectoryEvent::Kind::kCertified;
    array.push_back(Json::Object{{"event", certified ? "certified" : "revoked"},
                                 {"device", event.subject},
                                 {"time_ms", event.time_ms}});
  }
  return array;
}

// What climbs, and what falls due; left out where there is nothing.
void AddLadders(const Shift& shift, Json::Object& object) {
  Json::Array incidents;
  for (const ShownIncident& shown : shift.incidents) incidents.push_back(IncidentJson(shown));
  if (!incidents.empty()) object["incidents"] = std::move(incidents);
  Json::Array obligations;
  for (const DueObligation& due : shift.obligations) {
    obligations.push_back(
        Json::Object{{"obligation", due.obligation.id}, {"breach_ms", due.breach_ms}});
  }
  if (!obligations.empty()) object["obligations"] = std::move(obligations);
}

void AddReports(const Desk& desk, const Shift& shift, Json::Object& object) {
  Json::Array reports;
  for (const ReportRecord& record : shift.reports) {
    reports.emplace_back(ReportStandJson(HandOf(desk), record, shift.now_ms));
  }
  if (!reports.empty()) object["reports"] = std::move(reports);
}

Json ShiftJson(Context& context, Desk& desk, const Shift& shift) {
  Json::Array open;
  for (const OpenItem& item : shift.open) {
    Json notice = NoticeJson(context, item.notice, item.receipts);
    AddClosed(context, desk, item.notice, notice);
    if (item.due_ms.has_value()) (*notice.mutable_object())["due_ms"] = *item.due_ms;
    open.push_back(std::move(notice));
  }
  Json::Array overdue;
  for (const Overdue& late : shift.overdue) {
    overdue.push_back(Json::Object{{"header", ToHex(late.header_hash)},
                                   {"mailbox", late.mailbox.ToString()},
                                   {"delivered", late.delivered}});
  }
  Json::Array offices;
  if (shift.hub.has_value()) {
    for (const auto& [office, heard_ms] : shift.hub->offices_heard_ms) {
      offices.push_back(Json::Object{{"office", office}, {"last_heard_ms", heard_ms}});
    }
  }
  Json::Object value{{"device", desk.config().device},
                     {"fresh", shift.hub.has_value()},
                     {"size", static_cast<int64_t>(desk.mirror().size().value())},
                     {"time_ms", shift.now_ms},
                     {"open", std::move(open)},
                     {"overdue", std::move(overdue)},
                     {"waiting", shift.waiting},
                     {"unreachable", UnreachableJson(desk, shift)},
                     {"directory", NewsJson(shift)},
                     {"offices", std::move(offices)}};
  if (!shift.alerts.empty()) {
    Json::Array alerts;
    for (const ShownAlert& alert : shift.alerts) alerts.push_back(AlertJson(alert));
    value["alerts"] = std::move(alerts);
  }
  AddLadders(shift, value);
  AddReports(desk, shift, value);
  if (shift.evidence > 0) value["evidence"] = shift.evidence;
  if (shift.handover.has_value()) value["handover"] = OfficeActJson(*shift.handover);
  if (shift.alarm_tested_ms.has_value()) value["alarm_tested_ms"] = *shift.alarm_tested_ms;
  return value;
}

void ShowOpenItem(Context& context, const OpenItem& item, int64_t now_ms) {
  Output& output = context.output;
  ShowNoticeLine(context, item.notice, item.receipts);
  if (!item.due_ms.has_value()) return;
  const bool late = *item.due_ms < now_ms;
  output.Line(absl::StrCat("  ", output.Say(late ? "status.late" : "status.due",
                                            {MessageArg::Composed(context.phrases.RelativeTime(
                                                output.language(), *item.due_ms, now_ms))})),
              late ? Colour::kRed : Colour::kNone);
}

void ShowOpen(Context& context, const Desk& desk, const Shift& shift) {
  Output& output = context.output;
  output.Line(output.Say("status.open", {static_cast<int64_t>(shift.open.size())}), Colour::kBold);
  std::vector<const ArchivedNotice*> notices;
  for (const OpenItem& item : shift.open) notices.push_back(&item.notice);
  ForEachByBudget(context, desk, notices,
                  [&](size_t i) { ShowOpenItem(context, shift.open[i], shift.now_ms); });
}

// Each shift tries the alarm once.
void ShowAlarmTest(Context& context, const Shift& shift) {
  Output& output = context.output;
  if (!shift.alarm_tested_ms.has_value()) {
    output.Line(output.Say("status.alarm_never"), Colour::kYellow);
    return;
  }
  const int64_t now_ms = NowMs(context.world.clock);
  output.Line(
      output.Say("status.alarm_tested", {MessageArg::Composed(context.phrases.RelativeTime(
                                            output.language(), *shift.alarm_tested_ms, now_ms))}),
      now_ms - *shift.alarm_tested_ms > kShift_ms ? Colour::kYellow : Colour::kNone);
}

void ShowHubsWords(Context& context, const Shift& shift) {
  Output& output = context.output;
  if (shift.evidence > 0)
    output.Line(output.Say("status.evidence", {shift.evidence}), Colour::kRed);
  if (shift.alerts.empty()) return;
  output.Line(output.Say("status.alerts", {static_cast<int64_t>(shift.alerts.size())}),
              Colour::kBold);
  ListAlerts(context, shift.alerts);
}

void ShowLadders(Context& context, const Shift& shift) {
  Output& output = context.output;
  if (!shift.incidents.empty()) {
    output.Line(output.Say("status.incidents", {static_cast<int64_t>(shift.incidents.size())}),
                Colour::kBold);
  }
  for (const ShownIncident& shown : shift.incidents) {
    ShowIncidentLine(context, shown, shift.now_ms);
  }
  if (!shift.obligations.empty()) {
    output.Line(output.Say("status.obligations", {static_cast<int64_t>(shift.obligations.size())}),
                Colour::kBold);
  }
  for (const DueObligation& due : shift.obligations) ShowDueObligation(context, due, shift.now_ms);
}

void ShowShift(Context& context, Desk& desk, const Shift& shift) {
  Output& output = context.output;
  std::vector<std::string> mailboxes;
  for (const MailboxId& mailbox : desk.reader().mailboxes) {
    mailboxes.push_back(context.Mailbox(mailbox));
  }
  output.Line(absl::StrCat(absl::StrJoin(mailboxes, "; "), " (", desk.config().device, ")"),
              Colour::kBold);
  if (shift.handover.has_value()) ShowOfficeAct(context, *shift.handover, desk.archive());
  output.Line(output.Say("status.log", {static_cast<int64_t>(desk.mirror().size().value()),
                                        FormatUtcMs(shift.now_ms)}));
  ShowOpen(context, desk, shift);
  ShowLadders(context, shift);
  for (const ReportRecord& record : shift.reports) {
    ShowReportLine(context, HandOf(desk), record, shift.now_ms);
  }
  ShowHubsWords(context, shift);
  output.Line(output.Say("status.overdue", {static_cast<int64_t>(shift.overdue.size())}),
              Colour::kBold);
  for (const Overdue& late : shift.overdue) ShowOverdue(context, late, desk.archive());
  if (shift.waiting > 0) {
    output.Line(output.Say("doctor.waiting", {shift.waiting}), Colour::kYellow);
  }
  for (const DirectoryEvent& event : shift.news) {
    const bool certified = event.kind == DirectoryEvent::Kind::kCertified;
    output.Line(output.Say(certified ? "new_device.since" : "new_device.revoked",
                           {event.subject, FormatUtcMs(event.time_ms)}),
                Colour::kYellow);
  }
  for (const Reachability& one : EndingSoon(desk, shift)) {
    output.Line(ReachabilityText(context, one), one.unreachable ? Colour::kRed : Colour::kYellow);
  }
  ShowAlarmTest(context, shift);
  if (!shift.hub.has_value()) return;
  output.Line(output.Say("status.heard"), Colour::kBold);
  for (const auto& [office, heard_ms] : shift.hub->offices_heard_ms) {
    const std::string when =
        heard_ms == 0 ? output.Say("status.never")
                      : context.phrases.RelativeTime(output.language(), heard_ms, shift.now_ms);
    output.Line(
        absl::StrCat("  ", context.phrases.Label(output.language(), "office", office), "  ", when));
  }
}

absl::Status ShiftStatus(Context& context, bool offline) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Desk> desk, context.OpenDesk());
  ASSIGN_OR_RETURN(const Shift shift, ReadShift(context, *desk, offline));
  if (context.output.json()) {
    context.output.Value(ShiftJson(context, *desk, shift));
  } else {
    ShowShift(context, *desk, shift);
  }
  return shift.forged ? ForgedError("status") : shift.line;
}

}  // namespace

void AddStatusCommand(CommandAdder& adder) {
  const auto offline = std::make_shared<bool>(false);
  CLI::App& verb = adder.Verb(
      "status", "status", [offline](Context& context) { return ShiftStatus(context, *offline); });
  adder.Flag(verb, "--offline", *offline, "offline");
}

}  // namespace liaison
