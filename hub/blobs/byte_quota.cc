#include "hub/blobs/byte_quota.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "proto/base/error.h"

namespace liaison {
namespace {

constexpr int64_t kDayMs = int64_t{24} * 3600 * 1000;

// bytes * numerator / denominator without overflow.
uint64_t Scale(uint64_t bytes, uint64_t numerator, uint64_t denominator) {
  return bytes / denominator * numerator + bytes % denominator * numerator / denominator;
}

}  // namespace

ByteQuota::Bucket& ByteQuota::Fill(absl::string_view device, int64_t now_ms) {
  Bucket& bucket = buckets_.try_emplace(device, Bucket{per_day_, now_ms}).first->second;
  const int64_t passed_ms = std::clamp<int64_t>(now_ms - bucket.filled_ms, 0, kDayMs);
  const uint64_t gained = Scale(per_day_, static_cast<uint64_t>(passed_ms), kDayMs);
  bucket.level = std::min(per_day_, bucket.level + gained);
  bucket.filled_ms = now_ms;
  return bucket;
}

absl::Status ByteQuota::Check(absl::string_view device, uint64_t bytes, int64_t now_ms) {
  const Bucket& bucket = Fill(device, now_ms);
  if (bytes <= bucket.level) return absl::OkStatus();
  const uint64_t missing = std::min(bytes - bucket.level, per_day_);
  const uint64_t wait_ms = per_day_ == 0 ? kDayMs : Scale(kDayMs, missing, per_day_) + 1;
  return MakeError(absl::StatusCode::kResourceExhausted,
                   absl::StrCat("this device uploads more than ", per_day_,
                                " bytes a day: what is committed stays, go on later"),
                   {.reason = "BLOB_QUOTA",
                    .subject = std::string(device),
                    .field = "size",
                    .retry_after_ms = static_cast<int64_t>(wait_ms)});
}

absl::Status ByteQuota::Take(absl::string_view device, uint64_t bytes, int64_t now_ms) {
  absl::Status status = Check(device, bytes, now_ms);
  if (status.ok()) Fill(device, now_ms).level -= bytes;
  return status;
}

}  // namespace liaison
