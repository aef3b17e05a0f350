// The papers of a policy (ladder, pattern, obligation): the next version as one guarantor's joint
// working group proposes it, and the signatures of the others, device by device. What is in force
// the log decides (proto/rules). Source: CRYPTO 1.9.
#ifndef LIAISON_CLIENTS_CORE_KEYS_POLICY_CEREMONY_H_
#define LIAISON_CLIENTS_CORE_KEYS_POLICY_CEREMONY_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/base/random.h"
#include "proto/rules/directory.h"
#include "proto/text/crypto.h"
#include "proto/text/note.h"
#include "proto/text/policy_note.h"
#include "proto/wire/sign.h"

namespace liaison {

// What every paper has in common that the guarantors' working groups sign one after the other.

// The certificate of a device that may sign now. Errors: PermissionDenied NOT_JWG (it does not sit
// in the jwg of a guarantor); as Directory::SignerAt.
absl::StatusOr<const CertFact*> GuarantorJwg(const Directory& directory, absl::string_view device);
// The offices whose lines a note carries, in charter order; every line was verified. Errors:
// PermissionDenied NOT_JWG; InvalidArgument ORDER; DataLoss SIGNATURE.
absl::StatusOr<std::vector<std::string>> SignedBy(const Note& note, const Directory& directory,
                                                  const PublicCrypto& crypto);
// Guarantors that are not among them, in charter order.
std::vector<std::string> MaySign(const Directory& directory,
                                 const std::vector<std::string>& signed_by);
// The note with the line of `device` in its place among `signed_by`. Errors: PermissionDenied
// NOT_JWG; AlreadyExists POLICY_SIGNED (the office has).
absl::StatusOr<std::string> AddGuarantorLine(Note note, const std::vector<std::string>& signed_by,
                                             const Directory& directory, const NoteSigner& device);

// Errors: InvalidArgument, field "rules", subject the path of the member.
absl::Status CheckPolicyRules(PolicyKind kind, absl::string_view rules);

// The version after the newest one in `directory`, signed by `device`. `rules` is canonical JSON.
// Errors: PermissionDenied NOT_JWG (the device does not sit in the jwg of a guarantor);
// InvalidArgument POLICY_ID; those of CheckPolicyRules; FailedPrecondition NO_SUCH_LADDER (it names
// a ladder that is not in the log).
absl::StatusOr<std::string> DraftPolicy(PolicyKind kind, absl::string_view id,
                                        absl::string_view rules, const Directory& directory,
                                        const Seen& seen, const NoteSigner& device, Random& random);

// A policy's note as it passes from desk to desk. Its signatures were verified.
struct OpenPolicy {
  PolicyNote policy;
  Note note;
  std::vector<std::string> signed_by;  // offices, in charter order
  std::vector<std::string> may_sign;   // guarantors that have not, in charter order
  size_t threshold = 0;
  size_t StillNeeded() const {
    return signed_by.size() < threshold ? threshold - signed_by.size() : 0;
  }
};
// Errors: those of ParsePolicyNote, ParseNote, CheckPolicyRules; PermissionDenied NOT_JWG,
// ORDER; DataLoss SIGNATURE; FailedPrecondition POLICY_STALE (the log has another version before
// it, or has this one already).
absl::StatusOr<OpenPolicy> ReadPolicy(absl::string_view bytes, const Directory& directory,
                                      const PublicCrypto& crypto);

// With the line of `device` in its place. Errors: PermissionDenied NOT_JWG; AlreadyExists
// POLICY_SIGNED (the office has).
absl::StatusOr<std::string> AddPolicySignature(const OpenPolicy& open, const Directory& directory,
                                               const NoteSigner& device);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_KEYS_POLICY_CEREMONY_H_
