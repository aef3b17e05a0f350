// Who must sign what an office says to itself, and what a delegation lets a device do: asked by the
// hub before it logs, and again by every client. Source: CRYPTO 1.8.
#ifndef LIAISON_PROTO_RULES_OFFICE_ACT_H_
#define LIAISON_PROTO_RULES_OFFICE_ACT_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "proto/base/strong_int.h"
#include "proto/rules/directory.h"
#include "proto/text/act.h"
#include "proto/text/crypto.h"
#include "proto/text/note.h"
#include "proto/text/office_act.h"
#include "proto/text/verified_note.h"

namespace liaison {

// The act's lines are those of its devices, in order, each certified for the acting mailbox at that
// place in the log; only of a handover there are two. Errors: PermissionDenied or
// Unauthenticated as Directory::SignerAt, ROLE (field from or to); those of Verify.
absl::StatusOr<VerifiedNote> VerifyOfficeAct(const OfficeAct& act, const Note& note,
                                             LeafIndex index, int64_t time_ms,
                                             const Directory& directory,
                                             const PublicCrypto& crypto);

// Whether `delegation` lets the receipt be given at this place: to this device, for this mailbox,
// not over, and its author still entitled. That the delegation is in the log, and genuine, is
// checked before. Errors: PermissionDenied DELEGATION, field on-behalf.
absl::Status CheckDelegated(const Receipt& receipt, const Delegation& delegation, LeafIndex index,
                            int64_t time_ms, const Directory& directory);

}  // namespace liaison

#endif  // LIAISON_PROTO_RULES_OFFICE_ACT_H_
