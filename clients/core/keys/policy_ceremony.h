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
