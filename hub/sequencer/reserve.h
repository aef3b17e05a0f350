// The last of the disk belongs to what must get through: flash, and, longer than that, receipts and
// other acts, revocations and prekeys.
// Source: DESIGN section 3.
#ifndef LIAISON_HUB_SEQUENCER_RESERVE_H_
#define LIAISON_HUB_SEQUENCER_RESERVE_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "hub/sequencer/admitted.h"
#include "proto/base/file_system.h"

namespace liaison {

enum class Space : uint8_t { kPlenty, kNearlyFull, kActsOnly, kFull };

class Reserve {
 public:
  // `files` outlives it. Below `reserve_bytes` the disk is nearly full; below a quarter of that
  // flash, which is large, takes no more of it; below an eighth it is full: the database needs some
  // for itself, to flush and to compact.
  Reserve(FileSystem& files, absl::string_view path, uint64_t reserve_bytes)
      : files_(files), path_(path), reserve_bytes_(reserve_bytes) {}

  // Where the free space cannot be told, the write itself will decide.
  Space Measure() const;

 private:
  FileSystem& files_;
  const std::string path_;
  const uint64_t reserve_bytes_;
};

// Errors: ResourceExhausted DISK_FULL.
absl::Status CheckSpace(Space space, absl::string_view ns, const Admitted& admitted);

}  // namespace liaison

#endif  // LIAISON_HUB_SEQUENCER_RESERVE_H_
