// liaison obligation complete|waive ID: an officer says that a duty of the instrument is fulfilled,
// or no longer owed.
#ifndef LIAISON_CLIENTS_CLI_OBLIGATION_ACT_H_
#define LIAISON_CLIENTS_CLI_OBLIGATION_ACT_H_

#include "clients/cli/commands.h"

namespace liaison {

// Adds both verbs to the noun.
void AddObligationActs(CommandAdder& noun);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_OBLIGATION_ACT_H_
