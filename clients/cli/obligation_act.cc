#include "clients/cli/obligation_act.h"

#include <memory>
#include <string>

#include "CLI/CLI.hpp"
#include "absl/strings/str_cat.h"
#include "clients/cli/fresh_desk.h"
#include "clients/cli/notice_view.h"
#include "clients/cli/office_act_view.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

struct ActOptions {
  ObligationVerb verb = ObligationVerb::kComplete;
  std::string id;
  std::string reason;
};

// The heads and the jwg of a guarantor say it.
absl::StatusOr<MailboxId> ActingMailbox(const Desk& desk) {
  for (const Role role : {Role::kJwg, Role::kHead}) {
    for (const MailboxId& own : desk.reader().mailboxes) {
      if (own.role == role) return own;
    }
  }
  return MakeError(absl::StatusCode::kPermissionDenied,
                   "the jwg or the head of a guarantor says so",
                   {.reason = "OBLIGATION_ROLE", .subject = desk.config().device, .field = "as"});
}

absl::Status Act(Context& context, const ActOptions& options) {
  absl::Status line;
  ASSIGN_OR_RETURN(const std::unique_ptr<Desk> desk, OpenFreshDesk(context, line));
  const PolicyFact* fact = desk->mirror().directory().PolicyInForce(
      PolicyKind::kObligation, options.id, desk->mirror().size());
  if (fact == nullptr) {
    return MakeError(absl::StatusCode::kNotFound, "no such obligation is in force",
                     {.reason = "NO_SUCH_OBLIGATION", .subject = options.id, .field = "id"});
  }
  ASSIGN_OR_RETURN(const MailboxId as, ActingMailbox(*desk));
  const ObligationAct act{.head = {.as = as},
                          .on_behalf = std::nullopt,
                          .obligation = fact->policy.policy,
                          .verb = options.verb,
                          .reason = options.reason};
  ASSIGN_OR_RETURN(const OutboxItem queued,
                   desk->outbox().EnqueueOfficeAct(act, std::nullopt, Precedence::kPriority));
  const absl::Status flushed = desk->Flush().status();
  ASSIGN_OR_RETURN(const OutboxItem item, desk->outbox().Get(queued.id));
  if (context.output.json()) {
    context.output.Value(Json::Object{{"obligation", act.obligation.id},
                                      {"version", static_cast<int64_t>(act.obligation.version)},
                                      {"verb", std::string(ObligationVerbName(act.verb))},
                                      {"state", std::string(OutboxStateName(item.state))}});
  } else if (item.state == OutboxState::kAccepted) {
    ShowOfficeAct(context, {.index = *item.index, .time_ms = item.time_ms, .act = act},
                  desk->archive());
  }
  return StatusOfSent(item, flushed, absl::StrCat(act.obligation.id), "answer");
}

}  // namespace

void AddObligationActs(CommandAdder& noun) {
  for (const ObligationVerb verb : {ObligationVerb::kComplete, ObligationVerb::kWaive}) {
    const std::string name(ObligationVerbName(verb));
    const auto options = std::make_shared<ActOptions>(ActOptions{.verb = verb});
    CLI::App& added = noun.Verb(name, absl::StrCat("obligation.", name),
                                [options](Context& context) { return Act(context, *options); });
    noun.Text(added, "id", options->id, "obligation_id").required();
    noun.Text(added, "--reason", options->reason, "act_reason").required();
  }
}

}  // namespace liaison
