// Attacks run in the sandbox, to see that it holds.
#ifndef LIAISON_HUB_PLUGIN_PROCESS_SELF_ATTACK_H_
#define LIAISON_HUB_PLUGIN_PROCESS_SELF_ATTACK_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "hub/plugin_process/attacks.h"
#include "hub/plugin_process/launcher.h"

namespace liaison {

struct AttackOutcome {
  enum class Kind : uint8_t {
    kWorked,
    kDenied,   // an error
    kKilled,   // the process was ended for it
    kUnclear,  // it did not get as far as trying, or did not end
  };
  Kind kind = Kind::kUnclear;
  int status = 0;  // as waitpid gives it
};

// Runs one attack as a process of `launcher`. It attacks this process, the launcher and `path`, a
// file that this process can read. Errors: those of Launcher::Start.
absl::StatusOr<AttackOutcome> RunAttack(Launcher& launcher, const Attack& attack,
                                        absl::string_view path);

// All attacks. Errors: FailedPrecondition SANDBOX_BROKEN with the attack's name as subject, where
// one worked or is unclear; Unavailable PLUGIN_START where it was killed from outside meanwhile;
// those of Launcher::Start.
absl::Status RunSelfAttack(Launcher& launcher);

}  // namespace liaison

#endif  // LIAISON_HUB_PLUGIN_PROCESS_SELF_ATTACK_H_
