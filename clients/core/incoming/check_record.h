// Steps 1 to 4 of the receiver's algorithm, for envelopes and acts: form, place in the log, signer,
// newest checkpoint the signer had seen. Nothing is opened or parsed deeper before these hold.
// Source: CRYPTO 1.14.
#ifndef LIAISON_CLIENTS_CORE_INCOMING_CHECK_RECORD_H_
#define LIAISON_CLIENTS_CORE_INCOMING_CHECK_RECORD_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/core/incoming/check_notice.h"
#include "clients/core/trust/mirror.h"
#include "proto/base/strong_int.h"
#include "proto/text/act.h"
#include "proto/text/crypto.h"
#include "proto/text/header.h"
#include "proto/text/office_act.h"
#include "proto/text/verified_note.h"

namespace liaison {

// `seen_proven` false: the signer names a head that our log never had. A fork, or a lying signer;
// only the hub-signed checkpoint that the signer keeps decides (attack T-32), so nobody is accused.
struct CheckedEnvelope {
  EnvelopeHeader header;
  VerifiedNote note;
  bool seen_proven = false;
  bool seen_ahead = false;  // by bag only: the head lies beyond our copy of the log
};
struct CheckedReceipt {
  Receipt receipt;
  VerifiedNote note;
  bool seen_proven = false;
  bool seen_ahead = false;
};

// The mirror must reach beyond `place`. Errors:
//   InvalidArgument       the signer wrote something that no hub may have logged
//   DataLoss NOT_LOGGED   the mirrored leaf at this index is another: the hub lies
//   DataLoss SIGNATURE    forged, or SIGNER: not entitled at this index
//   DataLoss NOT_MIRRORED the hub's log does not reach the place that it names
absl::StatusOr<CheckedEnvelope> CheckEnvelope(absl::string_view bytes, const LogPlace& place,
                                              const Mirror& mirror, const PublicCrypto& crypto);
absl::StatusOr<CheckedReceipt> CheckReceipt(absl::string_view bytes, const LogPlace& place,
                                            const Mirror& mirror, const PublicCrypto& crypto);

// The same for what a bag brought and our copy of the log does not hold: without a place, as of the
// end of our copy. Errors: as above, but for the place; FailedPrecondition MIRROR_BEHIND (the
// signer had seen a longer log than we have, and our copy does not know him: fetch first).
absl::StatusOr<CheckedEnvelope> CheckCarriedEnvelope(absl::string_view bytes, const Mirror& mirror,
                                                     const PublicCrypto& crypto);
absl::StatusOr<CheckedReceipt> CheckCarriedReceipt(absl::string_view bytes, const Mirror& mirror,
                                                   const PublicCrypto& crypto);
// Where the next leaf of our copy will lie, at the time of its last: the place at which what is not
// logged is judged.
LogPlace EndOf(const Mirror& mirror);

struct CheckedOfficeAct {
  OfficeAct act;
  VerifiedNote note;
};
// As CheckReceipt, of what an office says to itself.
absl::StatusOr<CheckedOfficeAct> CheckOfficeAct(absl::string_view bytes, const LogPlace& place,
                                                const Mirror& mirror, const PublicCrypto& crypto);

// That the receipt may be given on behalf of the mailbox that it names: `delegation` is the signed
// note that the hub has sent along. Errors: DataLoss DELEGATION (missing, another one, not in the
// log, forged, over, or given to another device).
absl::Status CheckOnBehalf(const Receipt& receipt, absl::string_view delegation,
                           const LogPlace& place, const Mirror& mirror, const PublicCrypto& crypto);

// Of the hub's own texts only the place can be checked; it is the hub's word.
absl::Status CheckHubText(absl::string_view body, const LogPlace& place, const Mirror& mirror,
                          const PublicCrypto& crypto);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_INCOMING_CHECK_RECORD_H_
