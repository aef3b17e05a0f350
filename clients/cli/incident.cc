// liaison incident list|show|explain|ack|resolve|escalate: what becomes of a notice that nobody
// answers.
#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/time/time.h"
#include "clients/cli/answer.h"
#include "clients/cli/commands.h"
#include "clients/cli/fresh_desk.h"
#include "clients/cli/hub_view.h"
#include "clients/cli/incident_view.h"
#include "clients/cli/notice_view.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

// A plugin answers in milliseconds; beyond this it is down or busy.
constexpr int kLooks = 20;
constexpr absl::Duration kBetweenLooks = absl::Milliseconds(500);

struct IncidentOptions {
  std::string handle;
  std::string office;
  uint64_t rung = 0;  // 0: the next one
  std::string reason;
};

// By the hub's clock, where it can be asked: the log's own time stands still while nobody writes.
int64_t HubNow_ms(Desk& desk, const absl::Status& line) {
  const absl::StatusOr<HubConnection*> hub = desk.hub();
  if (line.ok() && hub.ok()) {
    const absl::StatusOr<HubStatusAnswer> status = (*hub)->GetStatus();
    if (status.ok()) return std::max(status->time_ms, desk.hub_time_ms());
  }
  return desk.hub_time_ms();
}

absl::Status List(Context& context) {
  absl::Status line;
  ASSIGN_OR_RETURN(const std::unique_ptr<Desk> desk, OpenFreshDesk(context, line));
  const int64_t now_ms = HubNow_ms(*desk, line);
  ASSIGN_OR_RETURN(std::vector<ShownIncident> incidents, ReplayAll(*desk, now_ms));
  std::stable_sort(
      incidents.begin(), incidents.end(),
      [](const ShownIncident& a, const ShownIncident& b) { return IsOpen(a) && !IsOpen(b); });
  Output& output = context.output;
  for (const ShownIncident& shown : incidents) {
    if (output.json()) {
      output.Value(IncidentJson(shown));
    } else {
      ShowIncidentLine(context, shown, now_ms);
    }
  }
  if (incidents.empty() && !output.json()) output.Line(output.Say("incident.none"));
  return line;
}

// `explain`: tells the story too, and fails where the hub is silent.
absl::Status Show(Context& context, const IncidentOptions& options, bool explain) {
  absl::Status line;
  ASSIGN_OR_RETURN(const std::unique_ptr<Desk> desk, OpenFreshDesk(context, line));
  const int64_t now_ms = HubNow_ms(*desk, line);
  ASSIGN_OR_RETURN(IncidentCase incident, FindIncident(*desk, options.handle, options.office));
  ASSIGN_OR_RETURN(IncidentReplay replay, ReplayOne(*desk, incident, now_ms));
  const ShownIncident shown{.incident = std::move(incident), .replay = std::move(replay)};
  if (context.output.json()) {
    context.output.Value(IncidentJson(shown));
  } else {
    ShowIncidentLine(context, shown, now_ms);
    ShowLadder(context, shown.incident);
    if (explain) Explain(context, shown, now_ms, line.ok());
  }
  if (!explain || !line.ok() || !IsOverdue(shown)) return line;
  return MakeError(absl::StatusCode::kInvalidArgument, "a step is overdue and the hub is silent",
                   {.reason = "LADDER_SILENT", .subject = shown.incident.name, .field = ""});
}

absl::Status Answer(Context& context, const IncidentOptions& options, ReceiptState state) {
  std::string handle;
  {
    ASSIGN_OR_RETURN(const std::unique_ptr<Desk> desk, context.OpenDesk());
    ASSIGN_OR_RETURN(const IncidentCase incident,
                     FindIncident(*desk, options.handle, options.office));
    handle = ToHex(incident.id);
  }
  return GiveAnswer(context, state, handle);
}

// The records by which the hub has answered the act at this place of the log.
std::vector<CaseRecord> AnswersTo(const IncidentCase& incident, LeafIndex act) {
  std::vector<CaseRecord> answers;
  for (const CaseRecord& record : incident.records) {
    const auto* release = std::get_if<ArchivedRelease>(&record.what);
    const auto* alert = std::get_if<ArchivedAlert>(&record.what);
    const std::optional<LeafIndex> cause = release != nullptr ? release->release.head.cause
                                           : alert != nullptr ? alert->alert.head.cause
                                                              : std::nullopt;
    if (cause == act) answers.push_back(record);
  }
  return answers;
}

absl::StatusOr<std::vector<CaseRecord>> WaitForAnswer(Context& context, Desk& desk,
                                                      const IncidentOptions& options,
                                                      const IncidentCase& incident, LeafIndex act) {
  std::vector<CaseRecord> answers;
  RETURN_IF_ERROR(context.until_stopped([&](absl::Notification& stop) -> absl::Status {
    for (int i = 0; i < kLooks && answers.empty(); ++i) {
      if (context.world.clock.WaitFor(stop, kBetweenLooks)) break;
      RETURN_IF_ERROR(desk.Sync({}).status());
      ASSIGN_OR_RETURN(const IncidentCase now, FindIncident(desk, options.handle, incident.office));
      answers = AnswersTo(now, act);
    }
    return absl::OkStatus();
  }));
  return answers;
}

void ShowAnswer(Context& context, const IncidentCase& incident, const CaseRecord& answer) {
  Output& output = context.output;
  if (const auto* release = std::get_if<ArchivedRelease>(&answer.what)) {
    output.Line(output.Say("incident.has_been_told",
                           {incident.name,
                            MessageArg::Composed(Mailboxes(context, release->release.mailboxes)),
                            int64_t{release->release.rung}}),
                Colour::kGreen);
  }
  if (const auto* alert = std::get_if<ArchivedAlert>(&answer.what)) {
    output.Line(AlertText(context, alert->alert), Colour::kYellow);
  }
}

absl::StatusOr<OutboxItem> QueueEscalation(Desk& desk, const IncidentOptions& options,
                                           const IncidentCase& incident) {
  const std::vector<MailboxId> own = desk.reader().mailboxes;
  if (own.empty()) {
    return MakeError(
        absl::StatusCode::kPermissionDenied, "this device has no mailbox",
        {.reason = "NOT_YOUR_MAILBOX", .subject = desk.config().device, .field = "as"});
  }
  const std::vector<MailboxId>& to = incident.addressing.to;
  const auto addressed = std::find_first_of(own.begin(), own.end(), to.begin(), to.end());
  IncidentAct act{.head = {.as = addressed != own.end() ? *addressed : own.front()},
                  .incident = incident.id,
                  .office = incident.office,
                  .reason = options.reason};
  if (options.rung > 0) act.rung = static_cast<uint32_t>(options.rung);
  std::optional<MailboxId> target;
  if (!incident.office.empty()) target = incident.addressing.as;
  return desk.outbox().EnqueueOfficeAct(act, target, incident.addressing.precedence);
}

absl::Status Escalate(Context& context, const IncidentOptions& options) {
  absl::Status line;
  ASSIGN_OR_RETURN(const std::unique_ptr<Desk> desk, OpenFreshDesk(context, line));
  ASSIGN_OR_RETURN(const IncidentCase incident,
                   FindIncident(*desk, options.handle, options.office));
  ASSIGN_OR_RETURN(const OutboxItem queued, QueueEscalation(*desk, options, incident));
  const absl::Status flushed = desk->Flush().status();
  ASSIGN_OR_RETURN(const OutboxItem item, desk->outbox().Get(queued.id));
  RETURN_IF_ERROR(StatusOfSent(item, flushed, incident.name, "escalate"));
  Output& output = context.output;
  ASSIGN_OR_RETURN(const std::vector<CaseRecord> answers,
                   WaitForAnswer(context, *desk, options, incident, *item.index));
  if (output.json()) {
    Json::Array told;
    for (const CaseRecord& answer : answers) {
      told.emplace_back(static_cast<int64_t>(answer.index.value()));
    }
    output.Value(Json::Object{{"incident", ToHex(incident.id)},
                              {"index", static_cast<int64_t>(item.index->value())},
                              {"state", std::string(OutboxStateName(item.state))},
                              {"answers", std::move(told)}});
  } else {
    output.Line(output.Say("incident.act_logged", {incident.name, FormatUtcMs(item.time_ms)}));
    for (const CaseRecord& answer : answers) ShowAnswer(context, incident, answer);
  }
  if (!answers.empty()) return absl::OkStatus();
  return MakeError(absl::StatusCode::kUnavailable, "logged, and nothing has come of it yet",
                   {.reason = "NOT_ANSWERED", .subject = incident.name, .field = ""});
}

}  // namespace

void AddIncidentCommands(CommandAdder& adder) {
  CommandAdder noun = adder.Noun("incident");
  noun.Verb("list", "incident.list", List);
  const auto add = [&noun](const std::string& name,
                           auto run) -> std::pair<CLI::App*, std::shared_ptr<IncidentOptions>> {
    const auto options = std::make_shared<IncidentOptions>();
    CLI::App& verb = noun.Verb(name, "incident." + name,
                               [options, run](Context& context) { return run(context, *options); });
    noun.Text(verb, "incident", options->handle, "incident_handle").required();
    noun.Text(verb, "--office", options->office, "incident_office");
    return {&verb, options};
  };
  add("show", [](Context& context, const IncidentOptions& options) {
    return Show(context, options, /*explain=*/false);
  });
  add("explain", [](Context& context, const IncidentOptions& options) {
    return Show(context, options, /*explain=*/true);
  });
  add("ack", [](Context& context, const IncidentOptions& options) {
    return Answer(context, options, ReceiptState::kAcknowledged);
  });
  add("resolve", [](Context& context, const IncidentOptions& options) {
    return Answer(context, options, ReceiptState::kResolved);
  });
  const auto [verb, options] = add("escalate", Escalate);
  noun.Number(*verb, "--rung", options->rung, "rung").check(CLI::Range(uint64_t{1}, uint64_t{99}));
  noun.Text(*verb, "--reason", options->reason, "escalate_reason").required();
}

}  // namespace liaison
