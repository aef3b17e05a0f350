#include "hub/gateway/blob_worker.h"

#include <algorithm>
#include <utility>

namespace liaison {

void BlobWorker::Start() {
  thread_ = std::thread([this]() noexcept { Run(); });
}

void BlobWorker::Post(std::function<void()> work) {
  {
    const absl::MutexLock lock(&mutex_);
    work_.push_back(std::move(work));
  }
  posted_.Raise();
}

void BlobWorker::Stop() {
  if (!thread_.joinable()) return;
  {
    const absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  posted_.Raise();
  thread_.join();
}

bool BlobWorker::RunOne() {
  std::function<void()> work;
  {
    const absl::MutexLock lock(&mutex_);
    if (work_.empty()) return false;
    work = std::move(work_.front());
    work_.pop_front();
  }
  work();
  return true;
}

bool BlobWorker::stopping() const {
  const absl::MutexLock lock(&mutex_);
  return stopping_;
}

void BlobWorker::Run() {
  absl::Time next_tick = clock_.Now() + interval_;
  for (;;) {
    // Before the look at the work: what was posted before Stop is done.
    const bool last = stopping();
    const bool worked = RunOne();
    const absl::Duration left = next_tick - clock_.Now();
    // A clock that was set back must not stop the ticks.
    if (left <= absl::ZeroDuration() || left > interval_) {
      tick_();
      next_tick = clock_.Now() + interval_;
    }
    if (worked) continue;
    if (last) return;
    posted_.Wait(clock_, std::clamp(left, absl::ZeroDuration(), interval_));
  }
}

}  // namespace liaison
