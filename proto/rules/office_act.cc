#include "proto/rules/office_act.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

absl::StatusOr<VKey> KeyFor(const Directory& directory, absl::string_view device,
                            const MailboxId& mailbox, absl::string_view field, LeafIndex index,
                            int64_t time_ms) {
  ASSIGN_OR_RETURN(const CertFact* fact, directory.SignerAt(device, index, time_ms));
  const Certificate& certificate = fact->certificate;
  const std::vector<Role>& roles = certificate.mailboxes;
  if (certificate.office != mailbox.office ||
      std::find(roles.begin(), roles.end(), mailbox.role) == roles.end()) {
    return MakeError(
        absl::StatusCode::kPermissionDenied,
        absl::StrCat(device, " is not certified for ", mailbox.ToString()),
        {.reason = "ROLE", .subject = std::string(device), .field = std::string(field)});
  }
  return certificate.key;
}

absl::Status NotDelegated(absl::string_view subject, absl::string_view message) {
  return MakeError(absl::StatusCode::kPermissionDenied, message,
                   {.reason = "DELEGATION", .subject = std::string(subject), .field = "on-behalf"});
}

}  // namespace

absl::StatusOr<VerifiedNote> VerifyOfficeAct(const OfficeAct& act, const Note& note,
                                             LeafIndex index, int64_t time_ms,
                                             const Directory& directory,
                                             const PublicCrypto& crypto) {
  const ActHead& head = HeadOf(act);
  std::vector<VKey> keys;
  ASSIGN_OR_RETURN(VKey from, KeyFor(directory, head.from, head.as, "from", index, time_ms));
  keys.push_back(std::move(from));
  if (const auto* handover = std::get_if<Handover>(&act)) {
    ASSIGN_OR_RETURN(VKey to, KeyFor(directory, handover->to, head.as, "to", index, time_ms));
    keys.push_back(std::move(to));
  }
  return Verify(note, keys, crypto);
}

absl::Status CheckDelegated(const Receipt& receipt, const Delegation& delegation, LeafIndex index,
                            int64_t time_ms, const Directory& directory) {
  if (!receipt.on_behalf.has_value() || receipt.on_behalf->mailbox != delegation.mailbox) {
    return NotDelegated(delegation.mailbox.ToString(), "the delegation is for another mailbox");
  }
  if (receipt.from != delegation.to || receipt.as.office != delegation.mailbox.office) {
    return NotDelegated(receipt.from, "the delegation was given to another device");
  }
  if (time_ms / 1000 > delegation.until_s) {
    return NotDelegated(delegation.mailbox.ToString(), "the delegation is over; ask for a new one");
  }
  const absl::StatusOr<VKey> author =
      KeyFor(directory, delegation.head.from, delegation.mailbox, "on-behalf", index, time_ms);
  if (author.ok()) return absl::OkStatus();
  return NotDelegated(delegation.head.from, "who gave the delegation is no longer entitled to");
}

}  // namespace liaison
