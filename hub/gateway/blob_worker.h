// The thread that reads and writes attachments. A slow disk, or the hash of a gibibyte, then holds
// up other attachments at most: never a notice.
#ifndef LIAISON_HUB_GATEWAY_BLOB_WORKER_H_
#define LIAISON_HUB_GATEWAY_BLOB_WORKER_H_

#include <deque>
#include <functional>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "hub/gateway/wakeup.h"
#include "proto/base/clock.h"

namespace liaison {

class BlobWorker {
 public:
  // `clock` outlives it. `tick` runs on the thread too, every `interval`.
  BlobWorker(Clock& clock, absl::Duration interval, std::function<void()> tick)
      : clock_(clock), interval_(interval), tick_(std::move(tick)) {}
  BlobWorker(const BlobWorker&) = delete;
  BlobWorker& operator=(const BlobWorker&) = delete;
  ~BlobWorker() { Stop(); }

  void Start();
  // In the order in which it was posted. Thread: any.
  void Post(std::function<void()> work) ABSL_LOCKS_EXCLUDED(mutex_);
  // Does what was posted before, then ends. Afterwards nothing may be posted. Thread: one.
  void Stop() ABSL_LOCKS_EXCLUDED(mutex_);

 private:
  void Run();
  // False: there is nothing to do.
  bool RunOne() ABSL_LOCKS_EXCLUDED(mutex_);
  bool stopping() const ABSL_LOCKS_EXCLUDED(mutex_);

  Clock& clock_;
  const absl::Duration interval_;
  const std::function<void()> tick_;
  Wakeup posted_;
  mutable absl::Mutex mutex_;
  std::deque<std::function<void()>> work_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace liaison

#endif  // LIAISON_HUB_GATEWAY_BLOB_WORKER_H_
