// The streams that are open, so that a commit can wake them and a shutdown can end them.
#ifndef LIAISON_HUB_GATEWAY_STREAM_SET_H_
#define LIAISON_HUB_GATEWAY_STREAM_SET_H_

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"

namespace liaison {

// Stream has `void Stop(absl::Status)`. A stream that is added after StopAll is stopped at once, so
// none slips through between. Thread: any.
template <typename Stream>
class StreamSet {
 public:
  void Add(std::shared_ptr<Stream> stream) ABSL_LOCKS_EXCLUDED(mutex_) {
    absl::Status stopped;
    {
      const absl::MutexLock lock(&mutex_);
      streams_.insert(stream);
      stopped = stopped_;
    }
    if (!stopped.ok()) stream->Stop(std::move(stopped));
  }
  void Remove(const std::shared_ptr<Stream>& stream) ABSL_LOCKS_EXCLUDED(mutex_) {
    const absl::MutexLock lock(&mutex_);
    streams_.erase(stream);
  }
  void StopAll(const absl::Status& status) ABSL_LOCKS_EXCLUDED(mutex_) {
    {
      const absl::MutexLock lock(&mutex_);
      stopped_ = status;
    }
    for (const std::shared_ptr<Stream>& stream : Snapshot()) stream->Stop(status);
  }
  std::vector<std::shared_ptr<Stream>> Snapshot() const ABSL_LOCKS_EXCLUDED(mutex_) {
    const absl::MutexLock lock(&mutex_);
    return {streams_.begin(), streams_.end()};
  }
  size_t size() const ABSL_LOCKS_EXCLUDED(mutex_) {
    const absl::MutexLock lock(&mutex_);
    return streams_.size();
  }

 private:
  mutable absl::Mutex mutex_;
  absl::flat_hash_set<std::shared_ptr<Stream>> streams_ ABSL_GUARDED_BY(mutex_);
  absl::Status stopped_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace liaison

#endif  // LIAISON_HUB_GATEWAY_STREAM_SET_H_
