// What an amendment of the charter needs: who has to sign it, in which order, and that its parties
// and offices are the same. The directory judges by it, the ceremony collects signatures by it, so
// that an office hears at home what the hub would refuse.
// Source: CRYPTO 1.1 (order of lines), 1.9, 4.2, 4.3. Pure.
#ifndef LIAISON_PROTO_RULES_AMENDMENT_H_
#define LIAISON_PROTO_RULES_AMENDMENT_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "proto/rules/directory.h"
#include "proto/text/directory_note.h"
#include "proto/text/hash.h"

namespace liaison {

// One root that may or must sign the amendment.
struct AmendmentSigner {
  OfficeRoot line;
  // An old root counts towards `amend` unless its own office is concerned: no office votes on the
  // replacement of its own root, nor on its leaving.
  bool counts = false;
  // A new root signs in any case: it proves that the office holds it.
  bool must = false;
};
// In the order of their signature lines: old roots in the order of the charter in force, then new
// ones in the order of `next`.
std::vector<AmendmentSigner> AmendmentSigners(const Charter& in_force, const Charter& next);

// An `office` line of `charter` with this office and this root.
bool HasRoot(const Charter& charter, const OfficeRoot& line);

// Parties and offices are the same set. Errors: InvalidArgument PARTY.
absl::Status CheckParties(const Charter& charter, const Mission& mission);

// `next` is restated on exactly this charter. `in_force_hash`: of its text.
// Errors: FailedPrecondition SERIAL, PREV.
absl::Status CheckFollows(const Charter& next, const Charter& in_force, const Hash& in_force_hash);

}  // namespace liaison

#endif  // LIAISON_PROTO_RULES_AMENDMENT_H_
