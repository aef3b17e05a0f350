#include "proto/system/steady_clock.h"

#include <time.h>

#include "absl/time/clock.h"
#include "proto/base/check.h"

namespace liaison {
namespace {

absl::Duration SinceBoot() {
  timespec now = {};
  LIAISON_CHECK(clock_gettime(CLOCK_BOOTTIME, &now) == 0);
  return absl::DurationFromTimespec(now);
}

}  // namespace

SteadyClock::SteadyClock() : begin_(absl::Now()), boot_(SinceBoot()) {}

absl::Time SteadyClock::Now() const { return begin_ + (SinceBoot() - boot_); }

bool SteadyClock::WaitFor(absl::Notification& stop, absl::Duration duration) {
  return stop.WaitForNotificationWithTimeout(duration);
}

}  // namespace liaison
