// How many bytes a device may upload: a bucket that holds a day's worth and fills again over a day.
// Kept in memory: after a restart every bucket is full. Source: CRYPTO attack T-34.
#ifndef LIAISON_HUB_BLOBS_BYTE_QUOTA_H_
#define LIAISON_HUB_BLOBS_BYTE_QUOTA_H_

#include <cstdint>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace liaison {

// Bounded by the number of certified devices. Thread: one at a time.
class ByteQuota {
 public:
  explicit ByteQuota(uint64_t bytes_per_day) : per_day_(bytes_per_day) {}

  // Whether so many bytes are left; takes none. Errors: ResourceExhausted BLOB_QUOTA with the time
  // after which they are.
  absl::Status Check(absl::string_view device, uint64_t bytes, int64_t now_ms);
  // Errors: as Check; nothing is taken then.
  absl::Status Take(absl::string_view device, uint64_t bytes, int64_t now_ms);

 private:
  struct Bucket {
    uint64_t level = 0;
    int64_t filled_ms = 0;
  };
  // The bucket as of now. A clock that goes back fills nothing and takes nothing away.
  Bucket& Fill(absl::string_view device, int64_t now_ms);

  const uint64_t per_day_;
  absl::flat_hash_map<std::string, Bucket> buckets_;
};

}  // namespace liaison

#endif  // LIAISON_HUB_BLOBS_BYTE_QUOTA_H_
