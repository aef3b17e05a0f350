#include "proto/system/system_clock.h"

#include "absl/time/clock.h"

namespace liaison {

absl::Time SystemClock::Now() const { return absl::Now(); }

bool SystemClock::WaitFor(absl::Notification& stop, absl::Duration duration) {
  return stop.WaitForNotificationWithTimeout(duration);
}

}  // namespace liaison
