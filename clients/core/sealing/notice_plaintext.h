// What stands inside a sealed notice: note, keys of its attachments, padding. Source: CRYPTO 1.5.
//
//   P = note [ 0x00 keylines ] 0x00*        keyline = "attach-key <b64 sha256> AGE-SECRET-KEY-1..."
//
// 0x00 cannot occur in a note, so the split is unambiguous. The keylines are outside of the signed
// text, so that the note can be shown to an arbiter without the attachments.
#ifndef LIAISON_CLIENTS_CORE_SEALING_NOTICE_PLAINTEXT_H_
#define LIAISON_CLIENTS_CORE_SEALING_NOTICE_PLAINTEXT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "clients/core/sealing/age_key.h"
#include "proto/base/secret.h"
#include "proto/text/hash.h"

namespace liaison {

struct AttachmentKey {
  Hash ciphertext_sha256;
  AgeIdentity identity;
};
inline constexpr size_t kMaxAttachmentKeys = 64;

struct NoticePlaintext {
  std::string note;  // signed note bytes; a claim until verified
  std::vector<AttachmentKey> attachment_keys;
};

// Everything in front of the padding, as long as `size` demands: the rest is 0x00. `size` must not
// be below UnpaddedSize.
Secret PrintNoticePlaintext(absl::string_view note, absl::Span<const AttachmentKey> keys,
                            size_t size);
size_t UnpaddedSize(absl::string_view note, size_t keys);

// Errors: DataLoss PLAINTEXT with field "note", "attach-key" or "padding".
absl::StatusOr<NoticePlaintext> ParseNoticePlaintext(absl::string_view plaintext);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_SEALING_NOTICE_PLAINTEXT_H_
