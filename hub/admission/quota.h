// How many submissions a device may make, before anything of them is looked at: a token bucket that
// holds one minute's worth. Source: CRYPTO 1.14, attack T-34.
#ifndef LIAISON_HUB_ADMISSION_QUOTA_H_
#define LIAISON_HUB_ADMISSION_QUOTA_H_

#include <cstdint>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"

namespace liaison {

// Bounded by the number of certified devices: strangers never get here. Thread: any.
class Quota {
 public:
  explicit Quota(uint32_t per_minute) : per_minute_(per_minute) {}

  // Takes one. A clock that goes back refills nothing and takes nothing away. Errors:
  // ResourceExhausted QUOTA with the time after which there is one again.
  absl::Status Take(absl::string_view device, int64_t now_ms);

 private:
  // In 1/60000 of a token: per_minute of them flow back every millisecond.
  struct Bucket {
    int64_t level = 0;
    int64_t filled_ms = 0;
  };

  const int64_t per_minute_;
  absl::Mutex mutex_;
  absl::flat_hash_map<std::string, Bucket> buckets_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace liaison

#endif  // LIAISON_HUB_ADMISSION_QUOTA_H_
