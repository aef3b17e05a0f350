// Steps 6 and 7 of the receiver's algorithm: open the body of a checked envelope and hold the
// notice inside against the header that carried it. Source: CRYPTO 1.3, 1.8 (cannot_open), 1.14.
#ifndef LIAISON_CLIENTS_CORE_INCOMING_OPEN_ENVELOPE_H_
#define LIAISON_CLIENTS_CORE_INCOMING_OPEN_ENVELOPE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "clients/core/forms/form_library.h"
#include "clients/core/incoming/archive.h"
#include "clients/core/incoming/check_record.h"
#include "clients/core/sealing/age_key.h"
#include "clients/core/sealing/notice_plaintext.h"
#include "proto/text/notice.h"
#include "proto/text/verified_note.h"

namespace liaison {

// Who reads: one device.
struct ReaderIdentity {
  std::string device;  // "NS/irn/d01"
  std::string office;
  std::vector<MailboxId> mailboxes;
};

struct OpenedEnvelope {
  Notice notice;
  VerifiedNote note;
  // Things to show with it: OUTSIDE_AUTHORITY, UNKNOWN_KIND, FORM_INVALID, ATTACHMENT_KEY_MISSING.
  std::vector<Finding> findings;
  std::vector<AttachmentKey> attachment_keys;  // of its attachments; no others
};

// Why an envelope stays closed. The code decides what a person can do, and whether the sender is to
// be told with a signed `cannot_open`.
struct ClosedEnvelope {
  // HUB_CORRUPT_BODY  the body is not the one the sender signed for: fetch again, never accuse him
  // NOT_FOR_THIS_DEVICE  no stanza was to be expected
  // PREKEY_GONE       a stanza was made for a prekey that this device no longer has
  // CANNOT_OPEN       a stanza was owed to this device and is missing or broken: the sender's fault
  // FORWARDED_COPY    opened, but signed for another envelope: somebody re-wrapped it; subject:
  // whom
  //                   the notice inside names as addressees
  // NOTICE_INVALID    opened, but the notice inside is not valid: the sender's fault
  std::string code;
  std::string subject;
  bool sender_at_fault = false;
  std::string note;  // FORWARDED_COPY, NOTICE_INVALID: what was inside, a claim
};

struct OpenResult {
  std::optional<OpenedEnvelope> opened;  // exactly one of the two
  std::optional<ClosedEnvelope> closed;
};

OpenResult OpenEnvelope(const CheckedEnvelope& envelope, absl::string_view sealed,
                        const LogPlace& place, const ReaderIdentity& reader,
                        absl::Span<const AgeIdentity> identities, const Mirror& mirror,
                        const FormLibrary& forms, const PublicCrypto& crypto);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_INCOMING_OPEN_ENVELOPE_H_
