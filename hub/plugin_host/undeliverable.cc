#include "hub/plugin_host/undeliverable.h"

#include <set>
#include <string>
#include <utility>

#include "proto/base/status_macros.h"
#include "proto/text/directory_note.h"
#include "proto/wire/sodium_crypto.h"

namespace liaison {
namespace {

constexpr Role kRoles[] = {Role::kDuty, Role::kHead, Role::kJwg, Role::kEditor};

std::vector<MailboxId> Undeliverable(const std::set<MailboxId>& mailboxes, RecordTime at,
                                     const Directory& directory) {
  std::vector<MailboxId> found;
  for (const MailboxId& mailbox : mailboxes) {
    if (directory.Resolve(mailbox, SizeThrough(at.index), at.time_ms).empty()) {
      found.push_back(mailbox);
    }
  }
  return found;
}

absl::StatusOr<std::set<std::string>> OfficeOfDevice(absl::string_view name) {
  ASSIGN_OR_RETURN(DeviceName device, ParseDeviceName(name));
  return std::set<std::string>{std::move(device.office)};
}

// Those of the charter, and those that had devices before: one that it leaves out has none now.
std::set<std::string> OfficesOf(const Charter& charter, RecordTime at, const Directory& directory) {
  std::set<std::string> offices;
  for (const OfficeRoot& line : charter.offices) offices.insert(line.office);
  for (const CertFact* fact : directory.Certificates()) {
    if (fact->index < at.index) offices.insert(fact->certificate.office);
  }
  return offices;
}

absl::StatusOr<std::set<std::string>> OfficesConcerned(absl::string_view kind,
                                                       absl::string_view text, RecordTime at,
                                                       const Directory& directory) {
  const std::string& ns = directory.ns();
  if (kind == "cert") {
    ASSIGN_OR_RETURN(const Certificate certificate, ParseCertificate(ns, text, SodiumCrypto()));
    return std::set<std::string>{certificate.office};
  }
  if (kind == "prekey") {
    ASSIGN_OR_RETURN(const Prekey prekey, ParsePrekey(ns, text));
    return OfficeOfDevice(prekey.subject);
  }
  if (kind == "revoke") {
    // Who revokes is of the office whose certificate it is.
    ASSIGN_OR_RETURN(const Revocation revocation, ParseRevocation(ns, text));
    return OfficeOfDevice(revocation.by);
  }
  if (kind == "charter") {
    ASSIGN_OR_RETURN(const Charter charter, ParseCharter(ns, text, SodiumCrypto()));
    return OfficesOf(charter, at, directory);
  }
  return std::set<std::string>();
}

}  // namespace

std::vector<MailboxId> UndeliverableOf(const EnvelopeHeader& header, RecordTime at,
                                       const Directory& directory) {
  std::set<MailboxId> mailboxes(header.to.begin(), header.to.end());
  for (const EscalateLine& line : header.escalate) mailboxes.insert(line.mailbox);
  return Undeliverable(mailboxes, at, directory);
}

absl::StatusOr<std::vector<MailboxId>> UndeliverableAfter(absl::string_view kind,
                                                          absl::string_view text, RecordTime at,
                                                          const Directory& directory) {
  ASSIGN_OR_RETURN(const std::set<std::string> offices,
                   OfficesConcerned(kind, text, at, directory));
  std::set<MailboxId> mailboxes;
  for (const std::string& office : offices) {
    for (const Role role : kRoles) mailboxes.insert({office, role});
  }
  return Undeliverable(mailboxes, at, directory);
}

}  // namespace liaison
