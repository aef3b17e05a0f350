// What a header says about its body, its times and its addressees, against what the hub knows.
// Source: CRYPTO 1.4, 1.14.
#ifndef LIAISON_HUB_ADMISSION_ENVELOPE_LIMITS_H_
#define LIAISON_HUB_ADMISSION_ENVELOPE_LIMITS_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "hub/blobs/blob_store.h"
#include "proto/base/strong_int.h"
#include "proto/rules/directory.h"
#include "proto/text/header.h"

namespace liaison {

// Every mailbox that the header names exists in the mission. Errors: InvalidArgument
// UNKNOWN_MAILBOX with the line's key.
absl::Status CheckAddressees(const Directory& directory, const EnvelopeHeader& header);
// Errors: InvalidArgument SEALED_SIZE, SEALED_HASH (the bytes are not those that were signed).
absl::Status CheckSealed(const EnvelopeHeader& header, absl::string_view sealed);
// A signer has not seen more than there is. The root is left alone: one that is not ours is
// evidence of a fork, which a hub must not keep out of the log. Errors: FailedPrecondition
// SEEN_AHEAD.
absl::Status CheckSeen(const Seen& seen, TreeSize size);
// Errors: InvalidArgument EXPIRES_PAST, EXPIRES_FAR (more than kMaxExpiry_s ahead).
absl::Status CheckExpires(int64_t expires_s, int64_t now_ms);
// The hub has every attachment whole, of the size that was signed. The answer keeps them from being
// dropped. `field`: the line that names them. Errors: InvalidArgument BLOB_MISSING.
absl::StatusOr<std::vector<BlobHold>> HoldAttachments(absl::string_view field,
                                                      const std::vector<HeaderAttachment>& attach,
                                                      BlobStore& blobs);

}  // namespace liaison

#endif  // LIAISON_HUB_ADMISSION_ENVELOPE_LIMITS_H_
