// What the hub notes of an upload beside its file, so that a restart forgets neither whose it is
// nor since when: three lines, "device", "since" (ms), "size" (bytes).
#ifndef LIAISON_HUB_BLOBS_UPLOAD_CARD_H_
#define LIAISON_HUB_BLOBS_UPLOAD_CARD_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace liaison {

inline constexpr size_t kMaxUploadCardBytes = 512;

struct UploadCard {
  std::string device;
  int64_t since_ms = 0;
  uint64_t size = 0;  // announced
  friend bool operator==(const UploadCard&, const UploadCard&) = default;
};

std::string PrintUploadCard(const UploadCard& card);
// Errors: InvalidArgument.
absl::StatusOr<UploadCard> ParseUploadCard(absl::string_view text);

}  // namespace liaison

#endif  // LIAISON_HUB_BLOBS_UPLOAD_CARD_H_
