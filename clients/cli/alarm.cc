#include "clients/cli/alarm.h"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "proto/base/error.h"
#include "proto/text/names.h"

namespace liaison {
namespace {

constexpr size_t kShownDigits = 8;

}  // namespace

std::string AlarmDigits(const Hash& header_hash) {
  return ToHex(header_hash).substr(0, kShownDigits);
}

Alarm::~Alarm() {
  // A siren that is on stays on; the program's end is nobody's business any more.
  static_cast<void>(StillRuns());
}

bool Alarm::StillRuns() {
  if (running_ == 0) return false;
  if (waitpid(running_, nullptr, WNOHANG) == 0) return true;
  running_ = 0;
  return false;
}

absl::Status Alarm::Sound(Precedence precedence, const Hash& header_hash) {
  return Run(std::string(PrecedenceName(precedence)), AlarmDigits(header_hash));
}

absl::Status Alarm::Test() { return Run("exercise", std::string(kShownDigits, '0')); }

absl::Status Alarm::Run(std::string word, std::string digits) {
  output_.Bell();
  if (program_.empty() || StillRuns()) return absl::OkStatus();
  std::string name = program_;
  char* const arguments[] = {name.data(), word.data(), digits.data(), nullptr};
  // Our blocked signals are not the siren's, or nobody could switch it off; and what it says must
  // not stand between our lines on stdout.
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_t actions;
  posix_spawnattr_init(&attributes);
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
  const int error =
      posix_spawn(&running_, program_.c_str(), &actions, &attributes, arguments, environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  if (error == 0) return absl::OkStatus();
  running_ = 0;
  return MakeError(absl::StatusCode::kFailedPrecondition, "the alarm's program cannot be started",
                   {.reason = "ALARM", .subject = program_, .field = "alarm"});
}

}  // namespace liaison
