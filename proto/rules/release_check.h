// Whether a RELEASE is what the sender's signed header allows: that rung, those mailboxes, and not
// before its time without a reason that holds. The hub asks before it logs what a plugin wants, and
// every client again, because the record itself is signed by nobody. Source: DESIGN section 7;
// CRYPTO 1.2, 1.4, attack T-31. Pure.
//
// A release before its nominal time (acceptance and the rung's seconds) names its evidence:
//   UNDELIVERABLE  the envelope, or a directory note after it: as of that record no device of the
//                  rung below could be sealed to. Every rung below of which that is so is skipped.
//   REFUSED        a receipt `refused` of a rung below, for this envelope.
//   MANUAL         a receipt of an addressee's or the sender's office for this envelope, in a state
//                  that a person gives, not a program; or an incident act of theirs that escalates
//                  this office's incident, to this rung, to a lower one, or to the next.
//   EMPTY          a roster of a mailbox of a rung below, by which nobody was on duty when the
//                  release was due. Without time zone rules nobody can say.
//   any            an earlier RELEASE of a lower rung: then at most as early as that one was. With
//                  UNDELIVERABLE what the directory says right before the release counts too.
#ifndef LIAISON_PROTO_RULES_RELEASE_CHECK_H_
#define LIAISON_PROTO_RULES_RELEASE_CHECK_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "proto/base/strong_int.h"
#include "proto/rules/directory.h"
#include "proto/rules/time_zones.h"
#include "proto/text/header.h"
#include "proto/text/record.h"

namespace liaison {

// A record that was verified as far as its kind allows.
struct EvidenceRecord {
  RecordKind kind = RecordKind::kEnvelope;
  int64_t time_ms = 0;  // hub time of its leaf
  std::string body;     // as stored; of a public note it may be left out
};
// The record at this place, or nullopt: it is not known here. Its errors are passed on.
using EvidenceSource =
    absl::FunctionRef<absl::StatusOr<std::optional<EvidenceRecord>>(LeafIndex index)>;

// A record's place in the log.
struct ReleasePlace {
  LeafIndex index;
  int64_t time_ms = 0;  // hub time of its leaf
};

struct ReleaseVerdict {
  // Empty: it is as it must be. Otherwise why nobody here can tell whether it came too early:
  //   EVIDENCE_UNKNOWN  the record that it names is not among those known here
  //   ROSTER            it rests on a roster in a time zone of which no rules are known here
  std::string unchecked;
};

// That the header has this rung, and each mailbox in it. Nothing else ever opens an envelope.
// Errors: DataLoss RELEASE_FORGED, field envelope (a re-sealed one), rung, mailbox.
absl::Status CheckReleaseRung(const Release& release, const EnvelopeHeader& header);

// CheckReleaseRung, then the time. `header` is that of the envelope whose hash the release names,
// at `envelope`. Errors: as CheckReleaseRung; DataLoss RELEASE_FORGED with field early (before its
// time, without a reason or earlier than its reason allows) or evidence (it does not say so).
// `zones`: those of the log, or nullptr: they are not known here.
absl::StatusOr<ReleaseVerdict> CheckRelease(const Release& release, const ReleasePlace& place,
                                            const EnvelopeHeader& header,
                                            const ReleasePlace& envelope,
                                            const Directory& directory, EvidenceSource evidence,
                                            const TimeZones* zones = nullptr);

}  // namespace liaison

#endif  // LIAISON_PROTO_RULES_RELEASE_CHECK_H_
