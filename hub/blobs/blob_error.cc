#include "hub/blobs/blob_error.h"

#include "proto/base/error.h"

namespace liaison {
namespace {

constexpr size_t kPrefixDigits = 16;

}  // namespace

absl::Status BlobError(absl::StatusCode code, absl::string_view reason, const Hash& sha256,
                       absl::string_view message, int64_t retry_after_ms) {
  return MakeError(code, message,
                   {.reason = std::string(reason),
                    .subject = ToHex(sha256).substr(0, kPrefixDigits),
                    .field = "",
                    .retry_after_ms = retry_after_ms});
}

absl::Status NoBlob(const Hash& sha256) {
  return BlobError(absl::StatusCode::kNotFound, "NO_BLOB", sha256,
                   "the hub holds no such attachment, or the record does not name it");
}

}  // namespace liaison
