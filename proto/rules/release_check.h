// Whether a RELEASE is what the sender's signed header allows: that rung, those mailboxes, and not
// before its time without a reason that holds. The hub asks before it logs what a plugin wants, and
// every client again, because the record itself is signed by nobody. Source: DESIGN section 7;
// CRYPTO 1.2, 1.4, attack T-31. Pure.
//
// A release whose record comes before its nominal time (acceptance and the rung's seconds) was due
// by then and names its evidence. Times below are dues: a record comes a little later.
//   UNDELIVERABLE  the envelope or a record after it: the rungs below to which nobody could seal as
//                  of that record took no time, the others did.
//   REFUSED        a receipt `refused` of a rung below, for this envelope.
//   MANUAL         a receipt of an addressee's or the sender's office for this envelope, in a state
//                  that a person gives, not a program; or an incident act of theirs that escalates
//                  this office's incident, to this rung, to a lower one, or to the next.
//   EMPTY          a roster of a mailbox of a rung below, by which nobody was on duty at some time
//                  between acceptance and due. Without time zone rules nobody can say.
//   any            an earlier RELEASE of a lower rung: then at most as early as that one was, but
//                  for rungs to which nobody can seal right before this release.
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
