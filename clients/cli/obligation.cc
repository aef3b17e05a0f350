// liaison obligation: the dated duties of the instrument.
#include "clients/cli/commands.h"
#include "clients/cli/policy.h"

namespace liaison {

void AddObligationCommands(CommandAdder& adder) {
  CommandAdder noun = adder.Noun("obligation");
  AddPolicyVerbs(noun, PolicyKind::kObligation);
}

}  // namespace liaison
