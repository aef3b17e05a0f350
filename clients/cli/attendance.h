// Whether somebody sits at the terminal: what locks a desk that was left, and unlocks it again.
#ifndef LIAISON_CLIENTS_CLI_ATTENDANCE_H_
#define LIAISON_CLIENTS_CLI_ATTENDANCE_H_

#include <functional>
#include <optional>

#include "absl/status/status.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "proto/base/clock.h"

namespace liaison {

// What ends a body, besides `stop`. Only where stdin is a terminal are there keys; they are read a
// line at a time and thrown away.
struct Attendance {
  std::optional<absl::Duration> idle{};  // so long without a key; nullopt: never
  // Called at each Enter, beside the body; true ends it. Gets what says that waiting is in vain.
  std::function<bool(const absl::Notification& end)> on_key{};
};

// Runs `body` with a notification that `stop` and `attendance` set; returns what it returned.
absl::Status RunAttended(absl::Notification& stop, const Attendance& attendance, Clock& clock,
                         const std::function<absl::Status(absl::Notification& end)>& body);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_ATTENDANCE_H_
