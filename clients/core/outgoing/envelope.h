// The part of an envelope that is made at submission: who can open it now, the sealed body, the
// signed header. Source: CRYPTO 1.4, 1.5, 1.9.
#ifndef LIAISON_CLIENTS_CORE_OUTGOING_ENVELOPE_H_
#define LIAISON_CLIENTS_CORE_OUTGOING_ENVELOPE_H_

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "clients/core/sealing/age_key.h"
#include "clients/core/sealing/notice_plaintext.h"
#include "proto/base/random.h"
#include "proto/base/strong_int.h"
#include "proto/rules/directory.h"
#include "proto/text/header.h"
#include "proto/wire/sign.h"

namespace liaison {

struct Recipients {
  std::vector<AgeRecipient> keys;        // one per device, and the office's archive
  std::vector<MailboxId> undeliverable;  // of to, info, escalate, as: no usable device; sorted
};

// Everybody whom `header` names (to, info, escalate, as), in the directory state at `seen`, one key
// per device, and the own office's archive. `revoked`: devices that a revocation ends which is here
// but not in the log yet (CarriedNotes).
Recipients ResolveRecipients(const EnvelopeHeader& header, const Directory& directory,
                             TreeSize seen, const std::set<std::string>& revoked, Random& random);

// When the hub may drop the body: 14 days from now. The own clock counts only inside what the log's
// newest time allows, so a desk whose clock is wrong is not refused for it.
int64_t ExpiryFor(int64_t own_time_s, int64_t log_time_s);

struct SealedEnvelope {
  std::string header;  // signed note bytes
  Hash header_hash;    // of its text
  std::string sealed;  // age file
};
// Fills the transit part of `header` (streams are given in it) and seals `notice`, with the keys of
// its attachments, to `recipients`. Errors: FailedPrecondition NO_RECIPIENT, TOO_MANY_RECIPIENTS
// (over 256); InvalidArgument (the header would not parse).
absl::StatusOr<SealedEnvelope> SealEnvelope(EnvelopeHeader header, absl::string_view notice,
                                            absl::Span<const AttachmentKey> keys,
                                            const Recipients& recipients, const NoteSigner& device,
                                            Random& random);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_OUTGOING_ENVELOPE_H_
