// Sealing: age v1 files to recipients, or under a passphrase. Opening is a library of its own
// (open.h), which the hub never links. All randomness is injected: file key, ephemeral keys, nonce,
// order of stanzas. Nothing is compressed, ever. Source: c2sp.org/age; CRYPTO 1.5.
#ifndef LIAISON_CLIENTS_CORE_SEALING_SEAL_H_
#define LIAISON_CLIENTS_CORE_SEALING_SEAL_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "clients/core/sealing/age_header.h"
#include "clients/core/sealing/age_key.h"
#include "clients/core/sealing/notice_plaintext.h"
#include "proto/base/random.h"
#include "proto/base/secret.h"

namespace liaison {

inline constexpr size_t kMaxRecipients = 256;

// An age file that any one of `recipients` opens; a recipient named twice gets one stanza.
// Errors: InvalidArgument RECIPIENTS (none, or more than kMaxRecipients), LOW_ORDER (a recipient
// with which no secret can be shared; field "recipient").
absl::StatusOr<std::string> Seal(absl::string_view plaintext,
                                 absl::Span<const AgeRecipient> recipients, Random& random);

// A notice with its attachment keys, padded so that the file's size is a Padmé bucket.
// Errors: as Seal; InvalidArgument SIZE (note above kMaxNoticeBytes), CONTROL (0x00 in the note).
absl::StatusOr<std::string> SealNotice(absl::string_view note,
                                       absl::Span<const AttachmentKey> attachment_keys,
                                       absl::Span<const AgeRecipient> recipients, Random& random);

// A passphrase file. 2^log_n KiB of memory; `log_n` from 1 to kMaxScryptLogN.
// Errors: InvalidArgument LOG_N, PASSPHRASE (empty); ResourceExhausted MEMORY.
absl::StatusOr<std::string> SealWithPassphrase(absl::string_view plaintext,
                                               const Secret& passphrase, int log_n, Random& random);

// An age file to one recipient that is made piece by piece, so that it may be bigger than memory.
// Thread: one.
class SealStream {
 public:
  // Errors: InvalidArgument LOW_ORDER.
  static absl::StatusOr<SealStream> Open(const AgeRecipient& recipient, Random& random);

  // What stands before the chunks; may be asked for once and comes first in the file.
  const std::string& head() const { return head_; }
  // The next chunk: kAgeChunkBytes of plaintext, fewer only in the last.
  std::string Chunk(absl::string_view plaintext, bool last);

 private:
  friend std::string FinishAgeFile(const Secret& file_key, absl::Span<const AgeStanza> stanzas,
                                   absl::string_view plaintext, Random& random);
  SealStream(const Secret& file_key, absl::Span<const AgeStanza> stanzas, Random& random);
  std::string head_;
  Secret key_;
  uint64_t chunk_ = 0;
};

// The parts of Seal, for tests that build what Seal never would (two file keys, broken stanzas).
absl::StatusOr<AgeStanza> WrapFileKey(const Secret& file_key, const AgeRecipient& recipient,
                                      Random& random);
std::string FinishAgeFile(const Secret& file_key, absl::Span<const AgeStanza> stanzas,
                          absl::string_view plaintext, Random& random);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_SEALING_SEAL_H_
