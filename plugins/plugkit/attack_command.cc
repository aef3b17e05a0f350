#include "plugins/plugkit/attack_command.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <memory>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "hub/plugin_process/attacks.h"
#include "hub/plugin_process/launcher.h"
#include "hub/plugin_process/launcher_main.h"
#include "hub/plugin_process/self_attack.h"
#include "hub/plugin_process/unconfined.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

// Stands for the hub's files: this process can read it.
constexpr char kVictimFile[] = "/proc/self/exe";

std::string HowItWent(const AttackOutcome& outcome) {
  switch (outcome.kind) {
    case AttackOutcome::Kind::kWorked:
      return "it worked";
    case AttackOutcome::Kind::kDenied:
      return "the call was refused";
    case AttackOutcome::Kind::kKilled:
      return absl::StrCat("the process was ended by signal ", WTERMSIG(outcome.status), " (",
                          sigdescr_np(WTERMSIG(outcome.status)), ")");
    case AttackOutcome::Kind::kUnclear:
      return "it did not get as far as trying";
  }
  return "";
}

absl::Status RunAttacks(
    const char* launcher_argument, CheckReport& report,
    absl::FunctionRef<bool(const Attack&, const AttackOutcome&, std::string& why)> holds) {
  ASSIGN_OR_RETURN(const std::shared_ptr<Launcher> launcher, Launcher::Spawn(launcher_argument));
  for (const Attack& attack : Attacks()) {
    ASSIGN_OR_RETURN(const AttackOutcome outcome, RunAttack(*launcher, attack, kVictimFile));
    std::string why = absl::StrCat(attack.tries, ": ", HowItWent(outcome));
    const bool ok = holds(attack, outcome, why);
    report.Add(attack.name, ok, why);
  }
  return report.Verdict();
}

}  // namespace

absl::Status AttackCommand(CheckReport& report) {
  using Kind = AttackOutcome::Kind;
  return RunAttacks(kPluginLauncher, report,
                    [](const Attack&, const AttackOutcome& outcome, std::string&) {
                      return outcome.kind == Kind::kDenied || outcome.kind == Kind::kKilled;
                    });
}

absl::Status UnconfinedAttackCommand(CheckReport& report) {
  if (geteuid() != 0) {
    return MakeError(absl::StatusCode::kFailedPrecondition,
                     "attacks without the sandbox show something only where nothing else stops "
                     "them: run this as root",
                     {.reason = "ROOT_NEEDED", .subject = "", .field = ""});
  }
  return RunAttacks(kUnconfinedLauncher, report,
                    [](const Attack& attack, const AttackOutcome& outcome, std::string& why) {
                      if (outcome.kind == AttackOutcome::Kind::kWorked) return true;
                      absl::StrAppend(&why, "; ", attack.bare_refusal);
                      return !attack.bare_refusal.empty();
                    });
}

}  // namespace liaison
