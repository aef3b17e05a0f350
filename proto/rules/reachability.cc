#include "proto/rules/reachability.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "absl/algorithm/container.h"
#include "absl/strings/string_view.h"
#include "proto/rules/directory_state.h"

namespace liaison {
namespace {

// The first moment after `from_ms` at which the prekey in force then no longer is; `from_ms` if
// none is.
int64_t PrekeyUntil(const Directory& directory, absl::string_view device, int64_t from_ms) {
  int64_t until_ms = from_ms;
  for (const PrekeyFact* fact : directory.PrekeysOf(device)) {
    if (!HasBegun(fact->prekey.not_before_s, from_ms)) continue;
    until_ms = std::max(until_ms, fact->prekey.not_after_s * 1000);
  }
  return until_ms;
}

// The first moment after `from_ms` at which another certificate of the device begins or the one in
// force is over: until then it stays as it is at `from_ms`. `from_ms` if it does not hold the
// mailbox then.
int64_t CertificateUntil(const Directory& directory, absl::string_view device,
                         const MailboxId& mailbox, int64_t from_ms) {
  const absl::StatusOr<const CertFact*> fact =
      directory.SignerAt(device, LeafIndex(directory.size().value()), from_ms);
  if (!fact.ok() || !absl::c_linear_search((*fact)->certificate.mailboxes, mailbox.role)) {
    return from_ms;
  }
  int64_t until_ms = (*fact)->certificate.not_after_s * 1000;
  for (const CertFact* other : directory.Certificates()) {
    const int64_t begin_ms = other->certificate.not_before_s * 1000;
    if (other->certificate.subject == device && begin_ms > from_ms) {
      until_ms = std::min(until_ms, begin_ms);
    }
  }
  return until_ms;
}

Reachability ReachabilityOf(const Directory& directory, const MailboxId& mailbox,
                            const std::set<std::string>& devices, int64_t now_ms) {
  int64_t until_ms = now_ms;
  for (bool further = true; further;) {
    further = false;
    for (const std::string& device : devices) {
      const int64_t end_ms = std::min(PrekeyUntil(directory, device, until_ms),
                                      CertificateUntil(directory, device, mailbox, until_ms));
      if (end_ms <= until_ms) continue;
      until_ms = end_ms;
      further = true;
    }
  }
  return {.mailbox = mailbox,
          .until_ms = until_ms,
          .unreachable = until_ms == now_ms,
          .ends_soon = until_ms - now_ms <= kReachabilityWarning_ms};
}

}  // namespace

std::vector<Reachability> ReachabilityOfAll(const Directory& directory, int64_t now_ms) {
  std::map<MailboxId, std::set<std::string>> holders;
  for (const CertFact* fact : directory.Certificates()) {
    const Certificate& certificate = fact->certificate;
    if (directory.mission().FindParty(certificate.office) == nullptr) continue;
    for (const Role role : certificate.mailboxes) {
      holders[{.office = certificate.office, .role = role}].insert(certificate.subject);
    }
  }
  std::vector<Reachability> all;
  for (const auto& [mailbox, devices] : holders) {
    all.push_back(ReachabilityOf(directory, mailbox, devices, now_ms));
  }
  return all;
}

}  // namespace liaison
