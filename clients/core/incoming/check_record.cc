#include "clients/core/incoming/check_record.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/note.h"
#include "proto/text/record.h"
#include "proto/wire/leaf.h"

namespace liaison {
namespace {

absl::Status Lie(absl::string_view reason, absl::string_view subject, absl::string_view message) {
  return MakeError(absl::StatusCode::kDataLoss, message,
                   {.reason = std::string(reason), .subject = std::string(subject), .field = ""});
}

// Step 2. The mirror has checked the leaf's proof and that times never decrease.
absl::Status CheckPlace(const Hash& body_hash, const ClaimedPlace& place, const Mirror& mirror) {
  const std::string entry =
      PrintLeafEntry(mirror.directory().ns(),
                     {.time_ms = place.time_ms, .is_public = false, .body_hash = body_hash});
  ASSIGN_OR_RETURN(const Hash leaf, mirror.LeafHashAt(place.index));
  if (leaf == LeafHash(entry)) return absl::OkStatus();
  return Lie(
      "NOT_LOGGED", ToHex(body_hash).substr(0, 16),
      absl::StrCat("the hub sent a record for log position ", place.index.value(),
                   " that is not the one logged there; keep this and tell the other offices"));
}

// Step 3. Returns the note as evidence.
absl::StatusOr<VerifiedNote> CheckSigner(const Note& note, absl::string_view from,
                                         const MailboxId& as, const ClaimedPlace& place,
                                         const Mirror& mirror, const PublicCrypto& crypto) {
  const absl::StatusOr<const CertFact*> signer =
      mirror.directory().SignerAt(from, place.index, place.time_ms);
  if (!signer.ok()) {
    return Lie("SIGNER", from,
               absl::StrCat(from, " had no valid certificate at log position ", place.index.value(),
                            ": ", signer.status().message()));
  }
  const Certificate& certificate = (*signer)->certificate;
  if (certificate.office != as.office ||
      std::find(certificate.mailboxes.begin(), certificate.mailboxes.end(), as.role) ==
          certificate.mailboxes.end()) {
    return Lie("SIGNER", from,
               absl::StrCat(from, " may not speak as ", as.ToString(), ", yet the hub logged it"));
  }
  return Verify(note, {certificate.key}, crypto);
}

// Step 4.
absl::Status CheckSeen(const Seen& seen, const ClaimedPlace& place, const Mirror& mirror,
                       absl::string_view from) {
  const bool later = seen.size > SizeBefore(place.index);
  if (!later) {
    ASSIGN_OR_RETURN(const Hash root, mirror.RootAt(seen.size));
    if (root == seen.root) return absl::OkStatus();
  }
  return MakeError(
      absl::StatusCode::kFailedPrecondition,
      absl::StrCat(
          from, " says that it saw a log head of size ", seen.size.value(),
          " which this desk's log never had: unproven, either the hub shows two logs or the"
          " sender is wrong; ask the sender for the signed checkpoint it keeps"),
      {.reason = "SEEN_UNPROVEN", .subject = std::string(from), .field = "seen"});
}

absl::Status CheckHub(absl::string_view hub, const Mirror& mirror) {
  if (hub == absl::StrCat(mirror.directory().ns(), "/log")) return absl::OkStatus();
  return Malformed("hub", "HUB", absl::StrCat("written for another hub, ", hub));
}

}  // namespace

absl::StatusOr<CheckedEnvelope> CheckEnvelope(absl::string_view bytes, const ClaimedPlace& place,
                                              const Mirror& mirror, const PublicCrypto& crypto) {
  ASSIGN_OR_RETURN(const Note note, ParseNote(bytes, kMaxHeaderBytes));
  ASSIGN_OR_RETURN(EnvelopeHeader header, ParseHeader(mirror.directory().ns(), note.text));
  RETURN_IF_ERROR(CheckHub(header.hub, mirror));
  RETURN_IF_ERROR(CheckPlace(crypto.Sha256(note.text), place, mirror));
  ASSIGN_OR_RETURN(VerifiedNote verified,
                   CheckSigner(note, header.from, header.as, place, mirror, crypto));
  RETURN_IF_ERROR(CheckSeen(header.seen, place, mirror, header.from));
  return CheckedEnvelope{.header = std::move(header), .note = std::move(verified)};
}

absl::StatusOr<CheckedReceipt> CheckReceipt(absl::string_view bytes, const ClaimedPlace& place,
                                            const Mirror& mirror, const PublicCrypto& crypto) {
  ASSIGN_OR_RETURN(const Note note, ParseNote(bytes, kMaxActBytes));
  ASSIGN_OR_RETURN(Receipt receipt, ParseReceipt(mirror.directory().ns(), note.text));
  RETURN_IF_ERROR(CheckHub(receipt.hub, mirror));
  RETURN_IF_ERROR(CheckPlace(crypto.Sha256(note.text), place, mirror));
  ASSIGN_OR_RETURN(VerifiedNote verified,
                   CheckSigner(note, receipt.from, receipt.as, place, mirror, crypto));
  RETURN_IF_ERROR(CheckSeen(receipt.seen, place, mirror, receipt.from));
  return CheckedReceipt{.receipt = std::move(receipt), .note = std::move(verified)};
}

absl::Status CheckHubText(absl::string_view body, const ClaimedPlace& place, const Mirror& mirror,
                          const PublicCrypto& crypto) {
  RETURN_IF_ERROR(CheckNoteText(body));
  return CheckPlace(crypto.Sha256(body), place, mirror);
}

}  // namespace liaison
