// What is done with every policy, whatever it rules: liaison ladder|pattern|obligation
// define|approve|submit|list|show.
#ifndef LIAISON_CLIENTS_CLI_POLICY_H_
#define LIAISON_CLIENTS_CLI_POLICY_H_

#include "clients/cli/commands.h"
#include "proto/text/policy_note.h"

namespace liaison {

void AddPolicyVerbs(CommandAdder& noun, PolicyKind kind);

// Errors: NotFound NO_SUCH_POLICY, field the kind. `version` 0: the one in force.
absl::StatusOr<const PolicyFact*> FindPolicy(const Directory& directory, PolicyKind kind,
                                             const std::string& id, uint64_t version);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_POLICY_H_
