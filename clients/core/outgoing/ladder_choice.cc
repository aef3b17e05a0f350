#include "clients/core/outgoing/ladder_choice.h"

#include <algorithm>
#include <array>
#include <set>

#include "clients/core/outgoing/draft.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/unanswered.h"

namespace liaison {
namespace {

constexpr std::array<absl::string_view, 4> kWithoutDefault = {"line_check", "administrative",
                                                              kDraftKind, "office_keys"};

std::string DefaultOf(const NoticeDraft& draft, const Mission& mission) {
  const bool none = std::find(kWithoutDefault.begin(), kWithoutDefault.end(), draft.kind) !=
                    kWithoutDefault.end();
  if (none || IsUnanswered(draft.kind) || TakesBack(draft.form)) return "";
  return mission.ladder_defaults.at(static_cast<size_t>(draft.precedence));
}

}  // namespace

absl::StatusOr<LadderChoice> ChooseLadder(absl::string_view named, const NoticeDraft& draft,
                                          const Directory& directory) {
  LadderChoice choice;
  const std::string id = named.empty() ? DefaultOf(draft, directory.mission()) : std::string(named);
  if (id.empty() || id == kNoLadder) return choice;
  const PolicyFact* fact = directory.PolicyInForce(PolicyKind::kLadder, id, directory.size());
  if (fact == nullptr && named.empty()) {
    choice.missing_default = id;
    return choice;
  }
  if (fact == nullptr) {
    return MakeError(absl::StatusCode::kNotFound, "the log has no such ladder",
                     {.reason = "NO_SUCH_POLICY", .subject = id, .field = "ladder"});
  }
  ASSIGN_OR_RETURN(LadderPolicy policy, ParseLadderPolicy(fact->policy.rules));
  choice.ladder = {.ref = fact->policy.policy, .policy = std::move(policy)};
  return choice;
}

void PutOnLadder(const ChosenLadder& ladder, const Mission& mission, NoticeDraft& draft) {
  draft.ladder = ladder.ref;
  draft.escalate = EscalateLines(ladder.policy, draft.as, draft.to, draft.precedence, mission);
}

std::vector<std::pair<std::string, LadderPlan>> PlansOf(const ChosenLadder& ladder,
                                                        const NoticeDraft& draft,
                                                        const Mission& mission) {
  std::set<std::string> offices;
  for (const MailboxId& mailbox : draft.to) offices.insert(mailbox.office);
  std::vector<std::pair<std::string, LadderPlan>> plans;
  for (const std::string& office : offices) {
    const Addressing addressing{
        .as = draft.as, .to = draft.to, .office = office, .precedence = draft.precedence};
    plans.emplace_back(office, PlanFor(&ladder.policy, addressing, draft.escalate, mission));
  }
  return plans;
}

}  // namespace liaison
