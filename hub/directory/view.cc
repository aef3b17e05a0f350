#include "hub/directory/view.h"

#include <algorithm>
#include <utility>

namespace liaison {

int64_t HubTimeMs(const LogHead& head, const Clock& clock) {
  return std::max(head.time_ms, NowMs(clock));
}

std::shared_ptr<const HubView> PublishedView::Get() const {
  absl::MutexLock lock(&mutex_);
  return view_;
}

void PublishedView::Set(std::shared_ptr<const HubView> view) {
  absl::MutexLock lock(&mutex_);
  view_.swap(view);  // the old view is destroyed after the lock is released
}

}  // namespace liaison
