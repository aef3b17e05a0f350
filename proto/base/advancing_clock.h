// The wall clock, but it never stands still: set back, time goes on from where it was, so that what
// is due in ten minutes is due in ten minutes. Set forward, it follows; it is ahead then until the
// program is started again, as the log is. Source: DESIGN section 3; ESCALATION, rule 12.
#ifndef LIAISON_PROTO_BASE_ADVANCING_CLOCK_H_
#define LIAISON_PROTO_BASE_ADVANCING_CLOCK_H_

#include <algorithm>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "proto/base/clock.h"

namespace liaison {

class AdvancingClock final : public Clock {
 public:
  // Both outlive it. `steady` counts what passes and is never set.
  AdvancingClock(const Clock& wall, Clock& steady)
      : wall_(wall), steady_(steady), now_(wall.Now()), at_(steady.Now()) {}

  absl::Time Now() const override {
    const absl::MutexLock lock(&mutex_);
    const absl::Time at = steady_.Now();
    now_ = std::max(wall_.Now(), now_ + (at - at_));
    at_ = at;
    return now_;
  }
  bool WaitFor(absl::Notification& stop, absl::Duration duration) override {
    return steady_.WaitFor(stop, duration);
  }

 private:
  const Clock& wall_;
  Clock& steady_;
  mutable absl::Mutex mutex_;
  mutable absl::Time now_ ABSL_GUARDED_BY(mutex_);  // as it was last told,
  mutable absl::Time at_ ABSL_GUARDED_BY(mutex_);   // and when that was
};

}  // namespace liaison

#endif  // LIAISON_PROTO_BASE_ADVANCING_CLOCK_H_
