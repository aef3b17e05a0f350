#include "proto/text/verified_note.h"

#include "absl/strings/str_cat.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

absl::Status Forged(const VKey& signer) {
  return MakeError(absl::StatusCode::kDataLoss,
                   absl::StrCat("the signature by ", signer.name,
                                " does not verify: the note was forged or damaged; keep it"),
                   {.reason = "SIGNATURE", .subject = signer.name, .field = "signature"});
}

}  // namespace

absl::StatusOr<VerifiedNote> Verify(const Note& note, absl::Span<const VKey> signers,
                                    const PublicCrypto& crypto) {
  if (signers.empty() || note.signatures.size() != signers.size()) {
    return Malformed("signature", "SIGNERS",
                     absl::StrCat(note.signatures.size(), " signature lines where ", signers.size(),
                                  " are required"));
  }
  // All names first: a note with other lines than required is no forgery, and costs no check.
  for (size_t i = 0; i < signers.size(); ++i) {
    const SignatureLine& line = note.signatures[i];
    if (signers[i].type != kTypeEd25519 || line.name != signers[i].name ||
        line.key_id != signers[i].key_id) {
      return Malformed(
          "signature", "SIGNERS",
          absl::StrCat("signature line ", i + 1, " must be by the Ed25519 key ", signers[i].name));
    }
  }
  for (size_t i = 0; i < signers.size(); ++i) {
    const absl::StatusOr<Signature> signature =
        FixedFromBytes<Signature>(note.signatures[i].signature);
    if (!signature.ok() || !crypto.CheckSignature(signers[i].key, note.text, *signature)) {
      return Forged(signers[i]);
    }
  }
  VerifiedNote verified;
  verified.note_ = note;
  verified.hash_ = crypto.Sha256(note.text);
  verified.signers_.assign(signers.begin(), signers.end());
  return verified;
}

}  // namespace liaison
