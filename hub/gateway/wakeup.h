// One thread waits, any thread wakes it; wake-ups that come together count as one.
#ifndef LIAISON_HUB_GATEWAY_WAKEUP_H_
#define LIAISON_HUB_GATEWAY_WAKEUP_H_

#include <memory>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"
#include "proto/base/clock.h"

namespace liaison {

// A Notification fires once; this renews it, so that the waiting goes through the injected Clock.
class Wakeup {
 public:
  // Thread: any.
  void Raise() ABSL_LOCKS_EXCLUDED(mutex_) {
    const absl::MutexLock lock(&mutex_);
    if (!raised_->HasBeenNotified()) raised_->Notify();
  }

  // Returns true at once if Raise was called since the last Wait returned true, else waits for it,
  // at most `duration`. Thread: the one that waits.
  bool Wait(Clock& clock, absl::Duration duration) ABSL_LOCKS_EXCLUDED(mutex_) {
    absl::Notification* current = nullptr;
    {
      const absl::MutexLock lock(&mutex_);
      current = raised_.get();
    }
    clock.WaitFor(*current, duration);
    const absl::MutexLock lock(&mutex_);
    if (!raised_->HasBeenNotified()) return false;
    raised_ = std::make_unique<absl::Notification>();
    return true;
  }

 private:
  absl::Mutex mutex_;
  std::unique_ptr<absl::Notification> raised_ ABSL_GUARDED_BY(mutex_) =
      std::make_unique<absl::Notification>();
};

}  // namespace liaison

#endif  // LIAISON_HUB_GATEWAY_WAKEUP_H_
