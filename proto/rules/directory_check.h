// The rules of CRYPTO 1.9 for a public note against the state before its leaf. Internal to
// proto/rules. Changes nothing; a note that passes is applied as it was read here.
#ifndef LIAISON_PROTO_RULES_DIRECTORY_CHECK_H_
#define LIAISON_PROTO_RULES_DIRECTORY_CHECK_H_

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/base/strong_int.h"
#include "proto/rules/directory.h"
#include "proto/rules/directory_state.h"
#include "proto/text/directory_note.h"
#include "proto/text/map_note.h"
#include "proto/text/note.h"
#include "proto/text/report_note.h"
#include "proto/text/verified_note.h"

namespace liaison {

inline constexpr int64_t kDay_s = 24 * 3600;
inline constexpr int64_t kRegistrarLife_s = 180 * kDay_s;
inline constexpr int64_t kDeviceLife_s = 365 * kDay_s;
inline constexpr int64_t kPrekeyLife_s = 7 * kDay_s;
// Prekeys are published eight weeks ahead; two more leave room for clocks and late renewals.
inline constexpr int64_t kPrekeyAhead_s = 10 * kPrekeyLife_s;

struct CharterNote {
  Charter charter;
  Mission mission;
};
using DirectoryNote = std::variant<CharterNote, Certificate, Prekey, ArchiveRecipient, Revocation,
                                   Dispute, PolicyNote, MapNote, ReportNote>;
struct CheckedNote {
  VerifiedNote note;
  DirectoryNote body;
};

// Of one device, that have not ended: more only swell everybody's directory.
inline constexpr int kPrekeysMax = 24;

// The place of a note: the leaf that it is or would be.
struct LeafPlace {
  LeafIndex index;
  int64_t time_ms = 0;
};

// Errors: as Directory::Check.
absl::StatusOr<CheckedNote> CheckDirectoryNote(const DirectoryState& state, LeafPlace place,
                                               const Note& note);

// charter_check.cc: founding and amendment.
absl::StatusOr<CheckedNote> CheckCharter(const DirectoryState& state, LeafPlace place,
                                         const Note& note);

// policy_check.cc: ladders, patterns, obligations.
absl::StatusOr<CheckedNote> CheckPolicy(const DirectoryState& state, LeafPlace place,
                                        const Note& note);

// The keys of a note that guarantors sign: of jwg devices of different guarantors, in the order of
// the charter, `from` among them, which speaks `as` its own jwg. How many are needed the caller
// says. Errors: PermissionDenied ROLE, ORDER, AUTHOR; as SignerAt.
absl::StatusOr<std::vector<VKey>> GuarantorKeys(const DirectoryState& state, LeafPlace place,
                                                absl::string_view from, const MailboxId& as,
                                                const Note& note);

// map_check.cc: what concerns maps.
absl::StatusOr<CheckedNote> CheckMapNote(const DirectoryState& state, LeafPlace place,
                                         const Note& note);

// report_check.cc: what concerns reports.
absl::StatusOr<CheckedNote> CheckReportNote(const DirectoryState& state, LeafPlace place,
                                            const Note& note);

// "Not yours to sign": PermissionDenied. "Right form, wrong moment": FailedPrecondition. The
// subject is left out: what is named stands in the note itself.
absl::Status NotEntitled(absl::string_view field, absl::string_view reason,
                         absl::string_view message);
absl::Status NotNow(absl::string_view field, absl::string_view reason, absl::string_view message);

// Refuses a key that anybody else uses or ever used, and one that stands twice among `keys`: a note
// signature does not commit to the signer's name. Errors: FailedPrecondition KEY_USED.
absl::Status CheckKeys(const DirectoryState& state, const std::vector<KeyUse>& keys);

}  // namespace liaison

#endif  // LIAISON_PROTO_RULES_DIRECTORY_CHECK_H_
