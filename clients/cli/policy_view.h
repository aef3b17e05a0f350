// What a policy says, for who has to sign it: every rung, every wait, every date.
#ifndef LIAISON_CLIENTS_CLI_POLICY_VIEW_H_
#define LIAISON_CLIENTS_CLI_POLICY_VIEW_H_

#include <string>

#include "absl/status/status.h"
#include "clients/cli/context.h"
#include "proto/rules/ladder.h"
#include "proto/text/policy_note.h"

namespace liaison {

// "Ladder L-STD, version 2".
std::string PolicyTitle(const Context& context, const PolicyNote& policy);
// Title, who proposed it, and the rules in full. Errors: those of the parsers of the rules.
absl::Status ShowPolicy(Context& context, const PolicyNote& policy);
// The same for a machine: kind, id, version, from, as, rules.
Json::Object PolicyJson(const PolicyNote& policy);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_POLICY_VIEW_H_
