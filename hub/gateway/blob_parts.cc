#include "hub/gateway/blob_parts.h"

#include "proto/base/error.h"

namespace liaison {

absl::StatusOr<Hash> ReadBlobHash(absl::string_view field, absl::string_view bytes) {
  absl::StatusOr<Hash> hash = FixedFromBytes<Hash>(bytes);
  if (hash.ok()) return hash;
  return Malformed(field, "LENGTH", "a SHA-256 has 32 bytes");
}

absl::Status Stalled() {
  return MakeError(absl::StatusCode::kUnavailable,
                   "the line moved nothing for too long; what came is kept: go on from there",
                   {.reason = "STALLED", .subject = "", .field = "", .retry_after_ms = 1000});
}

}  // namespace liaison
