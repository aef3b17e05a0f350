#include "hub/admission/quota.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "proto/base/error.h"

namespace liaison {
namespace {

constexpr int64_t kMinuteMs = 60'000;
// One token, in units of which per_minute flow back every millisecond.
constexpr int64_t kToken = kMinuteMs;

}  // namespace

absl::Status Quota::Take(absl::string_view device, int64_t now_ms) {
  const int64_t full = kToken * per_minute_;
  absl::MutexLock lock(&mutex_);
  const auto [found, is_new] = buckets_.try_emplace(device, Bucket{full, now_ms});
  Bucket& bucket = found->second;
  const int64_t passed_ms = std::clamp<int64_t>(now_ms - bucket.filled_ms, 0, kMinuteMs);
  bucket.level = std::min(full, bucket.level + passed_ms * per_minute_);
  bucket.filled_ms = now_ms;
  if (bucket.level >= kToken) {
    bucket.level -= kToken;
    return absl::OkStatus();
  }
  const int64_t wait_ms = per_minute_ == 0 ? kMinuteMs : (kToken - bucket.level) / per_minute_ + 1;
  return MakeError(
      absl::StatusCode::kResourceExhausted,
      absl::StrCat("this device submits more than ", per_minute_,
                   " records a minute: wait, then send the same bytes again"),
      {.reason = "QUOTA", .subject = std::string(device), .field = "", .retry_after_ms = wait_ms});
}

}  // namespace liaison
