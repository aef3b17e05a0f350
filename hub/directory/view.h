// What the hub's readers see: the durable head of the log and the directory computed from it,
// always of one and the same moment. Published after each group, never changed afterwards.
#ifndef LIAISON_HUB_DIRECTORY_VIEW_H_
#define LIAISON_HUB_DIRECTORY_VIEW_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "hub/log/log.h"
#include "proto/base/clock.h"
#include "proto/rules/directory.h"

namespace liaison {

struct HubView {
  LogHead head;
  // Copied only when a public note changed it; so its own size() may lag behind `head`.
  std::shared_ptr<const Directory> directory;
  std::map<std::string, int64_t> heard_ms;  // office -> time of its last accepted record
};

// The hub's time never goes back, whatever the clock does (DESIGN section 3).
int64_t HubTimeMs(const LogHead& head, const Clock& clock);

// Thread: any.
class PublishedView {
 public:
  explicit PublishedView(std::shared_ptr<const HubView> view) : view_(std::move(view)) {}
  std::shared_ptr<const HubView> Get() const;
  void Set(std::shared_ptr<const HubView> view);

 private:
  mutable absl::Mutex mutex_;
  std::shared_ptr<const HubView> view_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace liaison

#endif  // LIAISON_HUB_DIRECTORY_VIEW_H_
