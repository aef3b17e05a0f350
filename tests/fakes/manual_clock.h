// A clock that moves only when it is told to, and by waiting: a wait is over at once and leaves its
// duration behind, so that retries, deadlines and weeks cost no time. Programs with several
// waiting threads need a scheduler instead (liaison-hub-sim).
#ifndef LIAISON_TESTS_FAKES_MANUAL_CLOCK_H_
#define LIAISON_TESTS_FAKES_MANUAL_CLOCK_H_

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "proto/base/clock.h"

namespace liaison {

class ManualClock final : public Clock {
 public:
  explicit ManualClock(absl::Time start) : now_(start) {}

  absl::Time Now() const override;
  // Returns true, and does not move, if `stop` was notified before.
  bool WaitFor(absl::Notification& stop, absl::Duration duration) override;

  void Advance(absl::Duration duration);
  // Also back: a machine's clock may jump.
  void Set(absl::Time now);

 private:
  mutable absl::Mutex mutex_;
  absl::Time now_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace liaison

#endif  // LIAISON_TESTS_FAKES_MANUAL_CLOCK_H_
