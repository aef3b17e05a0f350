// Evidence: a note whose signature lines were all checked, in the order its kind requires, each
// against a known key. Only Verify makes one, so a function that takes a VerifiedNote cannot be
// handed a claim by mistake. Source: CRYPTO 1.1 ("exactly the signature lines the kind requires").
#ifndef LIAISON_PROTO_TEXT_VERIFIED_NOTE_H_
#define LIAISON_PROTO_TEXT_VERIFIED_NOTE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "proto/text/crypto.h"
#include "proto/text/note.h"

namespace liaison {

class VerifiedNote {
 public:
  const Note& note() const { return note_; }
  const std::string& text() const { return note_.text; }
  const Hash& hash() const { return hash_; }  // SHA-256 of the text
  const std::vector<VKey>& signers() const { return signers_; }

 private:
  friend absl::StatusOr<VerifiedNote> Verify(const Note& note, absl::Span<const VKey> signers,
                                             const PublicCrypto& crypto);
  VerifiedNote() = default;
  Note note_;
  Hash hash_;
  std::vector<VKey> signers_;
};

// The note must carry exactly one line per signer, in this order, and nothing else.
// Errors: InvalidArgument SIGNERS (other lines than required); DataLoss SIGNATURE (a line is there
// but does not verify: forged or damaged).
absl::StatusOr<VerifiedNote> Verify(const Note& note, absl::Span<const VKey> signers,
                                    const PublicCrypto& crypto);

}  // namespace liaison

#endif  // LIAISON_PROTO_TEXT_VERIFIED_NOTE_H_
