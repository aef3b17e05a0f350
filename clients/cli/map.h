// The verbs of `liaison map`, by file: what is read, what decides, what comes in and goes out, and
// the policy under which a map stands.
#ifndef LIAISON_CLIENTS_CLI_MAP_H_
#define LIAISON_CLIENTS_CLI_MAP_H_

#include "clients/cli/commands.h"

namespace liaison {

void AddMapReadVerbs(CommandAdder& noun);  // list, show, diff, held
void AddMapWhereVerb(CommandAdder& noun);
void AddMapProposeVerbs(CommandAdder& noun);  // propose, rebase
void AddMapStepVerbs(
    CommandAdder& noun);  // approve, refuse, retract, withdraw, comment, dispute, settle
void AddMapFileVerbs(CommandAdder& noun);    // import, export, verify
void AddMapPolicyVerbs(CommandAdder& noun);  // policy define, approve, submit, show

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_MAP_H_
