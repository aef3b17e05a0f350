// liaison ladder simulate, beside what is done with every policy: who would be told when, by the
// rules by which the hub climbs.
#include "proto/rules/ladder.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "clients/cli/commands.h"
#include "clients/cli/fresh_desk.h"
#include "clients/cli/policy.h"
#include "clients/cli/policy_view.h"
#include "clients/cli/time_text.h"
#include "clients/core/incident/incident_world.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/rules/incident.h"

namespace liaison {
namespace {

constexpr absl::Duration kLongestHorizon = absl::Hours(90 * 24);

struct SimulateOptions {
  std::string id;
  uint64_t version = 0;
  std::string to;
  std::string as;
  std::string precedence;
  std::string at;
  std::string horizon = "24h";
};

struct Simulation {
  Addressing addressing;
  int64_t at_ms = 0;
  int64_t horizon_ms = 0;
};

absl::StatusOr<MailboxId> ParseTo(const std::string& text) {
  absl::StatusOr<MailboxId> mailbox = ParseMailbox(text);
  if (mailbox.ok()) return mailbox;
  return Usage("to", text, "a mailbox is office/role, as irn/duty");
}

absl::StatusOr<Simulation> ReadRun(const Context& context, const SimulateOptions& options) {
  Simulation run;
  ASSIGN_OR_RETURN(const MailboxId to, ParseTo(options.to));
  run.addressing.to = {to};
  run.addressing.office = to.office;
  if (!options.as.empty()) {
    ASSIGN_OR_RETURN(run.addressing.as, ParseTo(options.as));
  }
  ASSIGN_OR_RETURN(run.addressing.precedence, ParsePrecedence(options.precedence));
  ASSIGN_OR_RETURN(run.at_ms, ParseInstant(context, options.at));
  absl::Duration horizon;
  if (!absl::ParseDuration(options.horizon, &horizon) || horizon <= absl::ZeroDuration() ||
      horizon > kLongestHorizon) {
    return Usage("horizon", options.horizon, "a time span up to 90 days, as 24h");
  }
  run.horizon_ms = absl::ToInt64Milliseconds(horizon);
  return run;
}

Json ForecastJson(const Decision& decision, int64_t time_ms) {
  Json::Array mailboxes;
  for (const MailboxId& mailbox : decision.mailboxes) mailboxes.emplace_back(mailbox.ToString());
  Json::Object value{{"time_ms", time_ms},
                     {"event", decision.kind == Decision::Kind::kRelease ? "release" : "alert"},
                     {"mailboxes", std::move(mailboxes)},
                     {"rung", static_cast<int64_t>(decision.rung)},
                     {"loop", static_cast<int64_t>(decision.loop)}};
  if (!decision.code.empty()) value["code"] = decision.code;
  if (!decision.reason.empty()) value["reason"] = decision.reason;
  return value;
}

std::string ForecastText(const Context& context, const Decision& decision) {
  const Output& output = context.output;
  std::vector<std::string> names;
  for (const MailboxId& mailbox : decision.mailboxes) names.push_back(context.Mailbox(mailbox));
  const MessageArg who = MessageArg::Composed(absl::StrJoin(names, " + "));
  const MessageArg why =
      MessageArg::Composed(output.Say(absl::StrCat("release.", decision.reason)));
  if (decision.kind == Decision::Kind::kRelease) {
    return output.Say("simulate.release", {static_cast<int64_t>(decision.rung), who, why});
  }
  if (decision.code == "NOTIFY") {
    return output.Say("simulate.notify", {static_cast<int64_t>(decision.rung), who, why});
  }
  return output.Say("simulate.alert",
                    {MessageArg::Composed(output.Say(absl::StrCat("alert.", decision.code))), who});
}

void ShowForecast(Context& context, const Simulation& run, const Decision& decision,
                  int64_t time_ms) {
  if (context.output.json()) return context.output.Value(ForecastJson(decision, time_ms));
  const int64_t after_ms = time_ms - run.at_ms;
  const char* key = after_ms == 0 ? "simulate.at_once" : "simulate.when";
  const std::string when = context.output.Say(
      key, {FormatUtcMs(time_ms), MessageArg::Composed(SpanText(context, after_ms))});
  context.output.Line(absl::StrCat("  ", when, "  ", ForecastText(context, decision)));
}

// With the rosters of the own office; those of others are their own, so their mailboxes count as
// staffed.
absl::Status ShowRun(Context& context, Desk& desk, const LadderPolicy& policy,
                     const Simulation& run) {
  const Mission& mission = desk.mirror().directory().mission();
  const Addressing& addressing = run.addressing;
  const LadderPlan plan = PlanFor(
      &policy, addressing,
      EscalateLines(policy, addressing.as, addressing.to, addressing.precedence, mission), mission);
  ASSIGN_OR_RETURN(DeskLadderWorld world, DeskLadderWorld::Read(desk));
  const LeafIndex index(desk.mirror().size().value());
  world.SetPlace(index);
  Incident incident;
  std::vector<Decision> out;
  IncidentMachine machine(plan, addressing, world, incident, out);
  machine.Raise({.index = index, .time_ms = run.at_ms});
  int64_t now_ms = run.at_ms;
  for (size_t shown = 0;;) {
    for (; shown < out.size(); ++shown) {
      ShowForecast(context, run, out[shown], now_ms);
      // A release is a record, on which the next one rests that comes earlier for its sake.
      const bool release = out[shown].kind == Decision::Kind::kRelease;
      if (release && out[shown].loop == incident.loop) incident.released = index;
    }
    const std::optional<int64_t> due_ms = machine.NextDue_ms();
    if (!due_ms.has_value() || *due_ms - run.at_ms > run.horizon_ms) break;
    now_ms = std::max(now_ms, *due_ms);
    machine.AdvanceTo({.index = index, .time_ms = now_ms});
  }
  return absl::OkStatus();
}

absl::Status Simulate(Context& context, const SimulateOptions& options) {
  ASSIGN_OR_RETURN(Simulation run, ReadRun(context, options));
  absl::Status line;
  ASSIGN_OR_RETURN(const std::unique_ptr<Desk> desk, OpenFreshDesk(context, line));
  RETURN_IF_ERROR(desk->outbox().CheckSynced());
  const Directory& directory = desk->mirror().directory();
  if (directory.mission().FindParty(run.addressing.office) == nullptr) {
    return MakeError(absl::StatusCode::kNotFound, "the mission has no such office",
                     {.reason = "UNKNOWN_OFFICE", .subject = options.to, .field = "to"});
  }
  const std::vector<MailboxId> own = desk->reader().mailboxes;
  if (options.as.empty() && !own.empty()) run.addressing.as = own.front();
  ASSIGN_OR_RETURN(const PolicyFact* fact,
                   FindPolicy(directory, PolicyKind::kLadder, options.id, options.version));
  ASSIGN_OR_RETURN(const LadderPolicy policy, ParseLadderPolicy(fact->policy.rules));
  if (!context.output.json()) {
    context.output.Line(
        context.output.Say(
            "simulate.title",
            {MessageArg::Composed(PolicyTitle(context, fact->policy)),
             MessageArg::Composed(context.Mailbox(run.addressing.to.front())),
             MessageArg::Composed(context.phrases.Label(
                 context.language(), "precedence", PrecedenceName(run.addressing.precedence)))}),
        Colour::kBold);
  }
  RETURN_IF_ERROR(ShowRun(context, *desk, policy, run));
  if (!context.output.json()) context.output.Note(context.output.Say("simulate.rosters"));
  return line;
}

}  // namespace

void AddLadderCommands(CommandAdder& adder) {
  CommandAdder noun = adder.Noun("ladder");
  AddPolicyVerbs(noun, PolicyKind::kLadder);
  const auto options = std::make_shared<SimulateOptions>();
  CLI::App& verb = noun.Verb("simulate", "ladder.simulate",
                             [options](Context& context) { return Simulate(context, *options); });
  noun.Text(verb, "id", options->id, "policy_id").required();
  noun.Number(verb, "version", options->version, "policy_version");
  noun.Text(verb, "--to", options->to, "to").required();
  noun.Text(verb, "--as", options->as, "as");
  noun.Text(verb, "--precedence", options->precedence, "precedence").required();
  noun.Text(verb, "--at", options->at, "simulate_at");
  noun.Text(verb, "--horizon", options->horizon, "horizon");
}

}  // namespace liaison
