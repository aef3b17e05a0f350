#include "hub/admission/envelope_limits.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "hub/directory/device.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/wire/hash.h"

namespace liaison {
namespace {

constexpr int64_t kMsPerSecond = 1000;

}  // namespace

absl::Status CheckAddressees(const Directory& directory, const EnvelopeHeader& header) {
  for (const MailboxId& to : header.to) RETURN_IF_ERROR(CheckMailbox(directory, "to", to));
  for (const MailboxId& info : header.info) RETURN_IF_ERROR(CheckMailbox(directory, "info", info));
  for (const EscalateLine& line : header.escalate) {
    RETURN_IF_ERROR(CheckMailbox(directory, "escalate", line.mailbox));
    RETURN_IF_ERROR(
        CheckMailbox(directory, "escalate", {.office = line.office, .role = Role::kDuty}));
  }
  return absl::OkStatus();
}

absl::Status CheckSealed(const EnvelopeHeader& header, absl::string_view sealed) {
  if (sealed.empty() || header.sealed_size != sealed.size()) {
    return Malformed(
        "sealed", "SEALED_SIZE",
        absl::StrCat("the header names ", header.sealed_size, " bytes, ", sealed.size(), " came"));
  }
  if (Sha256(sealed) == header.sealed) return absl::OkStatus();
  return Malformed("sealed", "SEALED_HASH", "the sealed body is not the one that was signed");
}

absl::Status CheckSeen(const Seen& seen, TreeSize size) {
  if (seen.size <= size) return absl::OkStatus();
  return MakeError(
      absl::StatusCode::kFailedPrecondition,
      absl::StrCat("the signer has seen ", seen.size.value(), " leaves, this hub has ",
                   size.value(), ": it was restored from an old backup, or is another hub"),
      {.reason = "SEEN_AHEAD", .subject = "", .field = "seen"});
}

absl::Status CheckExpires(int64_t expires_s, int64_t now_ms) {
  if (expires_s <= now_ms / kMsPerSecond) {
    return Malformed("expires", "EXPIRES_PAST", "the envelope has expired: make a new one");
  }
  if (expires_s - now_ms / kMsPerSecond <= kMaxExpiry_s) return absl::OkStatus();
  return Malformed("expires", "EXPIRES_FAR", "an envelope expires within 30 days");
}

absl::StatusOr<std::vector<BlobHold>> HoldAttachments(absl::string_view field,
                                                      const std::vector<HeaderAttachment>& attach,
                                                      BlobStore& blobs) {
  std::vector<BlobHold> holds;
  for (const HeaderAttachment& line : attach) {
    BlobHold hold = blobs.Hold(line.sha256, line.size);
    if (hold == nullptr) {
      return Malformed(
          field, "BLOB_MISSING",
          "the hub does not hold an attachment of this hash and size: upload it first");
    }
    holds.push_back(std::move(hold));
  }
  return holds;
}

}  // namespace liaison
