#include "hub/mailbox/blob_readers.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "hub/mailbox/record_rows.h"
#include "hub/store/keys.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/note.h"
#include "proto/text/record.h"

namespace liaison {
namespace {

constexpr size_t kPrefixDigits = 16;

ErrorDetail DetailFor(absl::string_view reason, const Hash& sha256) {
  return {.reason = std::string(reason),
          .subject = ToHex(sha256).substr(0, kPrefixDigits),
          .field = "object"};
}

}  // namespace

absl::Status BlobReaders::Check(const InboxReader& reader, TreeSize size, const Hash& sha256,
                                const Hash& object) const {
  ASSIGN_OR_RETURN(const std::optional<LeafIndex> index, index_.FindBody(object));
  ASSIGN_OR_RETURN(const bool names, index_.NamesBlob(sha256, object));
  if (!index.has_value() || !Contains(size, *index) || !names) {
    return MakeError(absl::StatusCode::kNotFound, "no such record names this attachment",
                     DetailFor("NO_BLOB", sha256));
  }
  ASSIGN_OR_RETURN(const StoredRecord record, log_.Read(*index));
  if (record.head.is_public) return absl::OkStatus();
  ASSIGN_OR_RETURN(const Note note, ParseNote(record.body, kMaxHeaderBytes));
  ASSIGN_OR_RETURN(const EnvelopeHeader header, ParseHeader(ns_, note.text));
  ASSIGN_OR_RETURN(bool may, HasInInbox(reader, header, *index));
  if (!may) {
    ASSIGN_OR_RETURN(may, WasReleased(reader, header, *index, object, size));
  }
  if (may) return absl::OkStatus();
  return MakeError(absl::StatusCode::kPermissionDenied,
                   "the notice with this attachment did not come to this device",
                   DetailFor("BLOB_NOT_YOURS", sha256));
}

absl::StatusOr<bool> BlobReaders::HasInInbox(const InboxReader& reader,
                                             const EnvelopeHeader& header, LeafIndex index) const {
  if (index < reader.begin) return false;
  const Delivery delivery = DeliveryOf(header);
  return std::any_of(delivery.inboxes.begin(), delivery.inboxes.end(),
                     [&](const std::string& inbox) {
                       return std::find(reader.inboxes.begin(), reader.inboxes.end(), inbox) !=
                              reader.inboxes.end();
                     });
}

absl::StatusOr<bool> BlobReaders::WasReleased(const InboxReader& reader,
                                              const EnvelopeHeader& header, LeafIndex index,
                                              const Hash& object, TreeSize size) const {
  if (!header.ladder.has_value() && header.escalate.empty()) return false;
  const LeafIndex from = std::max(LeafIndex(index.value() + 1), reader.begin);
  for (const std::string& inbox : reader.inboxes) {
    absl::StatusOr<bool> opened = false;
    RETURN_IF_ERROR(store_.Scan(Family::kIndex, InboxKey(inbox, header.precedence, from),
                                InboxKey(inbox, header.precedence, LeafIndex(size.value())),
                                [&](absl::string_view key, absl::string_view) {
                                  const absl::StatusOr<LeafIndex> row = ParseInboxIndex(key);
                                  opened = row.ok() ? Opens(*row, object, inbox) : row.status();
                                  return opened.ok() && !*opened;
                                }));
    if (!opened.ok() || *opened) return opened;
  }
  return false;
}

absl::StatusOr<bool> BlobReaders::Opens(LeafIndex index, const Hash& envelope,
                                        const std::string& mailbox) const {
  ASSIGN_OR_RETURN(const StoredRecord record, log_.Read(index));
  if (record.head.kind != RecordKind::kRelease) return false;
  ASSIGN_OR_RETURN(const Release release, ParseRelease(ns_, record.body));
  return release.envelope == envelope &&
         std::any_of(release.mailboxes.begin(), release.mailboxes.end(),
                     [&](const MailboxId& to) { return to.ToString() == mailbox; });
}

}  // namespace liaison
