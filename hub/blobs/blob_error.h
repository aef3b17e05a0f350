// What blobs are refused with, in one place.
#ifndef LIAISON_HUB_BLOBS_BLOB_ERROR_H_
#define LIAISON_HUB_BLOBS_BLOB_ERROR_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "proto/text/hash.h"

namespace liaison {

// The subject is how the hash begins; `retry_after_ms` may be 0.
absl::Status BlobError(absl::StatusCode code, absl::string_view reason, const Hash& sha256,
                       absl::string_view message, int64_t retry_after_ms = 0);
absl::Status NoBlob(const Hash& sha256);

}  // namespace liaison

#endif  // LIAISON_HUB_BLOBS_BLOB_ERROR_H_
