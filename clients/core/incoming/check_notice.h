// Who may have said it, and whether notice and envelope belong together: the questions that a
// receiver asks of what came in, and an arbiter of an evidence pack. One answer for both.
// Source: CRYPTO 1.3, 1.14 steps 3 and 7.
#ifndef LIAISON_CLIENTS_CORE_INCOMING_CHECK_NOTICE_H_
#define LIAISON_CLIENTS_CORE_INCOMING_CHECK_NOTICE_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/base/strong_int.h"
#include "proto/rules/directory.h"
#include "proto/text/crypto.h"
#include "proto/text/header.h"
#include "proto/text/note.h"
#include "proto/text/notice.h"
#include "proto/text/verified_note.h"

namespace liaison {

// Where a record stands in the log, or is said to stand.
struct LogPlace {
  LeafIndex index;
  int64_t time_ms = 0;
};

// `from` signed `note`, and at this place its certificate was valid, of the office of `as`, with
// the role of `as`. Errors: DataLoss SIGNER (not entitled), SIGNATURE (forged); InvalidArgument
// SIGNERS.
absl::StatusOr<VerifiedNote> CheckSpeaker(const Note& note, absl::string_view from,
                                          const MailboxId& as, const LogPlace& place,
                                          const Directory& directory, const PublicCrypto& crypto);

// The notice's lines are its author's, then perhaps a releaser's: both of the speaking office, of
// different holders, one of them the submitting device. Errors: DataLoss SIGNER, HOLDER, SIGNERS,
// SIGNATURE.
absl::StatusOr<VerifiedNote> CheckNoticeSigners(const Note& note, const Notice& notice,
                                                const EnvelopeHeader& header, const LogPlace& place,
                                                const Directory& directory,
                                                const PublicCrypto& crypto);

// The notice was signed for this envelope and says the same of it. `header_text` is the header
// note's text. Errors: DataLoss CONTEXT (signed for another envelope), BINDING with the field.
absl::Status CheckBinding(const Notice& notice, const EnvelopeHeader& header,
                          absl::string_view header_text, const PublicCrypto& crypto);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_INCOMING_CHECK_NOTICE_H_
