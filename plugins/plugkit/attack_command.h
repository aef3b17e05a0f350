// plugkit attack: the attacks of hub/plugin_process as a suite, to be seen on the machine where the
// hub is to run.
#ifndef LIAISON_PLUGINS_PLUGKIT_ATTACK_COMMAND_H_
#define LIAISON_PLUGINS_PLUGKIT_ATTACK_COMMAND_H_

#include "absl/status/status.h"
#include "plugins/plugkit/check_report.h"

namespace liaison {

// Each attack in the sandbox; a check holds where the attack was stopped, and says by what. The
// victim is this process, which holds nothing. Errors: as CheckReport::Verdict and
// Launcher::Start.
absl::Status AttackCommand(CheckReport& report);

// The same with the sandbox off: now a check holds where the attack works, or its list says why a
// kernel may refuse it all the same. Needs root, since the suite is to show what the sandbox takes
// away and not what an ordinary user may not do anyway. Errors: also FailedPrecondition
// ROOT_NEEDED.
absl::Status UnconfinedAttackCommand(CheckReport& report);

}  // namespace liaison

#endif  // LIAISON_PLUGINS_PLUGKIT_ATTACK_COMMAND_H_
