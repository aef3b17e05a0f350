#include "clients/core/outgoing/envelope.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "clients/core/sealing/seal.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/note.h"
#include "proto/wire/hash.h"

namespace liaison {
namespace {

constexpr size_t kFileKeyBytes = 16;
constexpr int64_t kDay_s = int64_t{24} * 3600;
constexpr int64_t kLifetime_s = 14 * kDay_s;
// Two days of slack below the 30 days that a hub grants from its own time.
constexpr int64_t kOwnClockLead_s = kMaxExpiry_s - kLifetime_s - 2 * kDay_s;

std::set<MailboxId> Readers(const EnvelopeHeader& header) {
  std::set<MailboxId> mailboxes(header.to.begin(), header.to.end());
  mailboxes.insert(header.info.begin(), header.info.end());
  mailboxes.insert(header.as);
  for (const EscalateLine& line : header.escalate) mailboxes.insert(line.mailbox);
  return mailboxes;
}

std::optional<AgeRecipient> UsableKey(absl::string_view text, Random& random) {
  const absl::StatusOr<AgeRecipient> key = AgeRecipient::Parse(text);
  if (!key.ok() || !WrapFileKey(Secret(kFileKeyBytes), *key, random).ok()) return std::nullopt;
  return *key;
}

}  // namespace

Recipients ResolveRecipients(const EnvelopeHeader& header, const Directory& directory,
                             TreeSize seen, const std::set<std::string>& revoked, Random& random) {
  Recipients recipients;
  std::set<AgeRecipient> keys;
  for (const MailboxId& mailbox : Readers(header)) {
    bool usable = false;
    for (const DeviceKey& device : directory.Resolve(mailbox, seen)) {
      if (revoked.contains(device.device)) continue;
      const std::optional<AgeRecipient> key = UsableKey(device.recipient, random);
      if (!key) continue;
      usable = true;
      keys.insert(*key);
    }
    if (!usable) recipients.undeliverable.push_back(mailbox);
  }
  if (const std::optional<std::string> archive = directory.ArchiveOf(header.as.office, seen)) {
    if (const std::optional<AgeRecipient> key = UsableKey(*archive, random)) keys.insert(*key);
  }
  recipients.keys.assign(keys.begin(), keys.end());
  return recipients;
}

int64_t ExpiryFor(int64_t own_time_s, int64_t log_time_s) {
  return std::clamp(own_time_s, log_time_s, log_time_s + kOwnClockLead_s) + kLifetime_s;
}

absl::StatusOr<SealedEnvelope> SealEnvelope(EnvelopeHeader header, absl::string_view notice,
                                            absl::Span<const AttachmentKey> keys,
                                            const Recipients& recipients, const NoteSigner& device,
                                            Random& random) {
  if (recipients.keys.empty()) {
    return MakeError(
        absl::StatusCode::kFailedPrecondition,
        "no addressee has a device that could open it, and neither has the own office: "
        "publish prekeys first",
        {"NO_RECIPIENT", header.as.ToString(), ""});
  }
  if (recipients.keys.size() > kMaxRecipients) {
    return MakeError(absl::StatusCode::kFailedPrecondition,
                     "too many devices would have to open it: address fewer mailboxes",
                     {"TOO_MANY_RECIPIENTS", "", ""});
  }
  SealedEnvelope envelope;
  ASSIGN_OR_RETURN(envelope.sealed, SealNotice(notice, keys, recipients.keys, random));
  header.from = device.vkey().name;
  header.sealed = Sha256(envelope.sealed);
  header.sealed_size = envelope.sealed.size();
  const std::string text = PrintHeader(header);
  RETURN_IF_ERROR(ParseHeader(header.ns, text).status());
  envelope.header = device.SignNote(text);
  RETURN_IF_ERROR(ParseNote(envelope.header, kMaxHeaderBytes).status());
  envelope.header_hash = Sha256(text);
  return envelope;
}

}  // namespace liaison
