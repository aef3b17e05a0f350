// The paper of a map's first policy: proposed by one guarantor's joint working group, signed by
// all, device by device. Source: MAPS section 3.
#ifndef LIAISON_CLIENTS_CORE_KEYS_MAP_POLICY_CEREMONY_H_
#define LIAISON_CLIENTS_CORE_KEYS_MAP_POLICY_CEREMONY_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/base/random.h"
#include "proto/rules/directory.h"
#include "proto/text/crypto.h"
#include "proto/text/map_note.h"
#include "proto/text/note.h"
#include "proto/wire/sign.h"

namespace liaison {

// `rules`: canonical JSON with the members approve, threshold, propose, readers (parties), and
// where they are needed concerned {party: required|consulted}, persons, revert_threshold,
// held_by_s, max_age_s, public, neighbours. Lists come in any order. Errors: PermissionDenied
// NOT_JWG; InvalidArgument, field "rules", subject the path of the member, or with the field of the
// note's grammar; NotFound UNKNOWN_OFFICE; AlreadyExists MAP_HAS_POLICY.
absl::StatusOr<std::string> DraftMapPolicy(absl::string_view map, absl::string_view rules,
                                           const Directory& directory, const Seen& seen,
                                           const NoteSigner& device, Random& random);

// As it passes from desk to desk. Its signatures were verified.
struct OpenMapPolicy {
  MapPolicy policy;
  Note note;
  std::vector<std::string> signed_by;  // offices, in charter order
  std::vector<std::string> missing;    // guarantors that have not, in charter order
};
// Errors: those of ParseMapNote, SignedBy; InvalidArgument TYPE (another kind of note);
// AlreadyExists MAP_HAS_POLICY.
absl::StatusOr<OpenMapPolicy> ReadMapPolicy(absl::string_view bytes, const Directory& directory,
                                            const PublicCrypto& crypto);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_KEYS_MAP_POLICY_CEREMONY_H_
