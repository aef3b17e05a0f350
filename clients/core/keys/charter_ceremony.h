// The charter's way from table to log, as pure functions over note bytes: founded, signed root by
// root, and later amended. An amendment restates the whole charter, so whoever signs one needs the
// charter in force beside it: it decides whose roots count.
//   draft (DraftCharter, DraftAmendment) --AddCharterSignature, one root after the other--> charter
// Source: CRYPTO 1.9, 4.1, 4.3.
#ifndef LIAISON_CLIENTS_CORE_KEYS_CHARTER_CEREMONY_H_
#define LIAISON_CLIENTS_CORE_KEYS_CHARTER_CEREMONY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "clients/core/keys/ceremony.h"
#include "proto/text/crypto.h"
#include "proto/text/directory_note.h"
#include "proto/wire/sign.h"

namespace liaison {

// Text of a serial 1 charter, unsigned, complete and checked. `roots` in any order; `mission` is
// canonical JSON (one LF at its end is taken off). Errors: InvalidArgument.
absl::StatusOr<std::string> DraftCharter(absl::string_view ns, const HubPublic& hub,
                                         absl::Span<const VKey> roots, uint64_t amend,
                                         absl::string_view mission, const PublicCrypto& crypto);

// What an amendment changes; the rest is restated.
struct CharterChanges {
  std::vector<VKey> roots;             // of offices that join, or whose root is replaced
  std::vector<std::string> leaving;    // offices
  std::optional<std::string> mission;  // canonical JSON
  std::optional<HubPublic> hub;        // its keys; its pin joins those in force
  bool drop_other_pins = false;        // once the hub answers with the new TLS key
  std::optional<uint64_t> amend;
};
// Text of the charter after `in_force`, unsigned, complete and checked. The quorum follows the
// number of offices where that changes.
// Errors: InvalidArgument (form; PARTY: offices and parties differ; UNKNOWN_OFFICE: who leaves is
// not there; NOTHING_CHANGED).
absl::StatusOr<std::string> DraftAmendment(const Charter& in_force, const CharterChanges& changes,
                                           const PublicCrypto& crypto);

// A charter or draft as it came from outside: the text alone counts, not who signed it.
// Errors: InvalidArgument (form).
absl::StatusOr<Charter> ReadCharterText(absl::string_view ns, absl::string_view bytes,
                                        const PublicCrypto& crypto);

// One root's place in the order of the signature lines.
struct CharterSlot {
  OfficeRoot line;
  bool counts = false;  // towards `needed`
  bool must = false;
  bool has_signed = false;
};
struct CharterSignatures {
  std::vector<CharterSlot> slots;
  uint64_t needed = 0;  // of those that count; the founding charter: 0, because all must
  uint64_t StillNeeded() const;
  bool complete() const;
};
// Who has signed and who has yet to; the lines that are there are verified first. `in_force`:
// nullptr for the founding charter.
// Errors: InvalidArgument (form, ORDER, SIGNERS: a line of no root; BASE: an amendment without the
// charter in force, or the founding charter with one); FailedPrecondition SERIAL, PREV (restated on
// another charter); DataLoss SIGNATURE.
absl::StatusOr<CharterSignatures> SignaturesOf(absl::string_view ns, absl::string_view charter,
                                               const Charter* in_force, const PublicCrypto& crypto);
// Adds one root's line in its place. Errors: as SignaturesOf; PermissionDenied NOT_A_ROOT;
// AlreadyExists SIGNED.
absl::StatusOr<std::string> AddCharterSignature(absl::string_view ns, absl::string_view charter,
                                                const Charter* in_force, const NoteSigner& root,
                                                const PublicCrypto& crypto);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_KEYS_CHARTER_CEREMONY_H_
