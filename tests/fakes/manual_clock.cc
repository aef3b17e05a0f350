#include "tests/fakes/manual_clock.h"

namespace liaison {

absl::Time ManualClock::Now() const {
  absl::MutexLock lock(&mutex_);
  return now_;
}

bool ManualClock::WaitFor(absl::Notification& stop, absl::Duration duration) {
  if (stop.HasBeenNotified()) return true;
  Advance(duration);
  return false;
}

void ManualClock::Advance(absl::Duration duration) {
  absl::MutexLock lock(&mutex_);
  now_ += duration;
}

void ManualClock::Set(absl::Time now) {
  absl::MutexLock lock(&mutex_);
  now_ = now;
}

}  // namespace liaison
