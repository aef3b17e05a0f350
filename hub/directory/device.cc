#include "hub/directory/device.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

// Whoever has no certificate now is a stranger, whatever it was before.
absl::StatusOr<const CertFact*> OrStranger(absl::StatusOr<const CertFact*> fact) {
  if (fact.ok()) return fact;
  return MakeError(absl::StatusCode::kUnauthenticated, fact.status().message(),
                   {.reason = ReasonOf(fact.status()),
                    .subject = DetailOf(fact.status()).value_or(ErrorDetail()).subject,
                    .field = ""});
}

}  // namespace

absl::StatusOr<const CertFact*> DeviceAt(const Directory& directory, absl::string_view name,
                                         LeafIndex index, int64_t time_ms) {
  absl::StatusOr<const CertFact*> fact = directory.SignerAt(name, index, time_ms);
  if (!fact.ok()) {
    return MakeError(
        fact.status().code(), fact.status().message(),
        {.reason = ReasonOf(fact.status()), .subject = std::string(name), .field = "from"});
  }
  RETURN_IF_ERROR(CheckIsDevice(**fact));
  return fact;
}

absl::Status CheckIsDevice(const CertFact& fact) {
  if (fact.certificate.role == CertRole::kDevice) return absl::OkStatus();
  return MakeError(
      absl::StatusCode::kPermissionDenied,
      "only a device of an office sends envelopes and receipts, and only a device has an inbox",
      {.reason = "NOT_A_DEVICE", .subject = fact.certificate.subject, .field = "from"});
}

absl::StatusOr<const CertFact*> ConnectedSigner(const HubView& view, absl::string_view name,
                                                const Clock& clock) {
  return OrStranger(view.directory->SignerAt(name, LeafIndex(view.head.size.value()),
                                             HubTimeMs(view.head, clock)));
}

absl::StatusOr<const CertFact*> ConnectedDevice(const HubView& view, absl::string_view name,
                                                const Clock& clock) {
  ASSIGN_OR_RETURN(const CertFact* fact, ConnectedSigner(view, name, clock));
  RETURN_IF_ERROR(CheckIsDevice(*fact));
  return fact;
}

absl::StatusOr<const CertFact*> SignerOfTls(const HubView& view, const Hash& spki_sha256,
                                            const Clock& clock) {
  return OrStranger(view.directory->DeviceByTls(spki_sha256, HubTimeMs(view.head, clock)));
}

std::vector<MailboxId> MailboxesOf(const Certificate& certificate) {
  std::vector<MailboxId> mailboxes;
  mailboxes.reserve(certificate.mailboxes.size());
  for (const Role role : certificate.mailboxes) {
    mailboxes.push_back({.office = certificate.office, .role = role});
  }
  return mailboxes;
}

absl::Status CheckSpeaksAs(const Certificate& certificate, const MailboxId& as) {
  const std::vector<Role>& roles = certificate.mailboxes;
  if (as.office == certificate.office &&
      std::find(roles.begin(), roles.end(), as.role) != roles.end()) {
    return absl::OkStatus();
  }
  return MakeError(absl::StatusCode::kPermissionDenied,
                   absl::StrCat("the device's certificate does not carry ", as.ToString(),
                                ": speak as a mailbox that it carries, or ask the registrar"),
                   {.reason = "ROLE", .subject = as.ToString(), .field = "as"});
}

absl::Status CheckMailbox(const Directory& directory, absl::string_view field,
                          const MailboxId& mailbox) {
  for (const OfficeRoot& office : directory.charter().offices) {
    if (office.office == mailbox.office) return absl::OkStatus();
  }
  return MakeError(
      absl::StatusCode::kInvalidArgument,
      absl::StrCat("the mission has no mailbox ", mailbox.ToString()),
      {.reason = "UNKNOWN_MAILBOX", .subject = mailbox.ToString(), .field = std::string(field)});
}

std::optional<LeafIndex> InboxBegin(const Directory& directory, absl::string_view device) {
  const std::vector<const PrekeyFact*> prekeys = directory.PrekeysOf(device);
  if (prekeys.empty()) return std::nullopt;
  return prekeys.front()->index;
}

}  // namespace liaison
