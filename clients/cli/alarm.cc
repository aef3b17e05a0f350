#include "clients/cli/alarm.h"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "proto/base/error.h"
#include "proto/text/names.h"

namespace liaison {
namespace {

constexpr size_t kShownDigits = 8;

}  // namespace

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

absl::Status Alarm::Sound(const ArchivedNotice& notice) {
  output_.Bell();
  if (program_.empty() || StillRuns()) return absl::OkStatus();
  std::string name = program_;
  std::string precedence(PrecedenceName(notice.precedence));
  std::string digits = ToHex(notice.header_hash).substr(0, kShownDigits);
  char* const arguments[] = {name.data(), precedence.data(), digits.data(), nullptr};
  if (posix_spawn(&running_, program_.c_str(), nullptr, nullptr, arguments, environ) == 0) {
    return absl::OkStatus();
  }
  running_ = 0;
  return MakeError(absl::StatusCode::kFailedPrecondition, "the alarm's program cannot be started",
                   {.reason = "ALARM", .subject = program_, .field = "alarm"});
}

}  // namespace liaison
