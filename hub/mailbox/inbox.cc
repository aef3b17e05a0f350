#include "hub/mailbox/inbox.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_split.h"
#include "proto/base/status_macros.h"
#include "proto/text/record.h"

namespace liaison {
namespace {

constexpr absl::string_view kOnBehalf = "\non-behalf ";
constexpr absl::string_view kReleaseLine = "/release/v1\n";

}  // namespace

absl::StatusOr<InboxBatch> Inbox::Read(const InboxReader& reader, const LogHead& head,
                                       InboxCursors& cursors) const {
  InboxBatch batch;
  batch.checkpoint = head.checkpoint;
  InboxCursors next = cursors;
  for (size_t i = 0; i < kPrecedences && batch.records.empty(); ++i) {
    const auto precedence = static_cast<Precedence>(i);
    if (!Contains(head.size, cursors[i])) continue;
    ASSIGN_OR_RETURN(const std::vector<LeafIndex> rows,
                     FindRows(reader, precedence, cursors[i], head.size));
    size_t bytes = 0;
    for (const LeafIndex index : rows) {
      ASSIGN_OR_RETURN(InboxRecord record, ReadRecord(reader, index, precedence));
      bytes += record.body.size() + record.sealed.size();
      if (record.released.has_value()) bytes += record.released->header.size();
      if (!batch.records.empty() && bytes > kInboxBytesMax) break;
      batch.records.push_back(std::move(record));
    }
    const bool all = batch.records.size() == rows.size() && rows.size() < kInboxRecordsMax;
    next[i] = LeafIndex(all ? head.size.value() : batch.records.back().index.value() + 1);
  }
  for (size_t i = 0; i < kPrecedences; ++i) {
    batch.through[i] = TreeSize(std::min(next[i].value(), head.size.value()));
  }
  cursors = next;
  return batch;
}

absl::StatusOr<std::vector<LeafIndex>> Inbox::FindRows(const InboxReader& reader,
                                                       Precedence precedence, LeafIndex cursor,
                                                       TreeSize limit) const {
  std::vector<LeafIndex> found;
  for (const std::string& inbox : reader.inboxes) {
    const LeafIndex from = inbox == kEverybodysInbox ? cursor : std::max(cursor, reader.begin);
    if (!Contains(limit, from) || !tails_.MayReach(inbox, precedence, from)) continue;
    size_t taken = 0;
    absl::Status damaged;
    RETURN_IF_ERROR(store_.Scan(Family::kIndex, InboxKey(inbox, precedence, from),
                                InboxKey(inbox, precedence, LeafIndex(limit.value())),
                                [&](absl::string_view key, absl::string_view) {
                                  const absl::StatusOr<LeafIndex> index = ParseInboxIndex(key);
                                  if (!index.ok()) {
                                    damaged = index.status();
                                    return false;
                                  }
                                  found.push_back(*index);
                                  return ++taken < kInboxRecordsMax;
                                }));
    RETURN_IF_ERROR(damaged);
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  // Beyond the limit an inbox that was cut short might have rows in between.
  if (found.size() > kInboxRecordsMax) found.resize(kInboxRecordsMax);
  return found;
}

absl::StatusOr<InboxRecord> Inbox::ReadRecord(const InboxReader& reader, LeafIndex index,
                                              Precedence precedence) const {
  ASSIGN_OR_RETURN(StoredRecord stored, log_.Read(index));
  InboxRecord record{.index = index,
                     .time_ms = stored.head.time_ms,
                     .kind = stored.head.kind,
                     .body = std::move(stored.body),
                     .sealed = "",
                     .precedence = precedence};
  if (record.kind == RecordKind::kEnvelope || record.kind == RecordKind::kControl) {
    ASSIGN_OR_RETURN(std::optional<std::string> sealed, log_.ReadSealed(index));
    if (sealed.has_value()) record.sealed = *std::move(sealed);
  }
  if (record.kind == RecordKind::kAct) {
    ASSIGN_OR_RETURN(record.delegation, DelegationOf(record.body));
  }
  if (record.kind == RecordKind::kRelease) RETURN_IF_ERROR(AddReleased(reader, record));
  return record;
}

absl::Status Inbox::AddReleased(const InboxReader& reader, InboxRecord& record) const {
  // This hub wrote it, under its own name space.
  const absl::string_view body = record.body;
  ASSIGN_OR_RETURN(const Release release,
                   ParseRelease(body.substr(0, body.find(kReleaseLine)), body));
  const bool opens = std::any_of(
      release.mailboxes.begin(), release.mailboxes.end(), [&](const MailboxId& mailbox) {
        return std::find(reader.inboxes.begin(), reader.inboxes.end(), mailbox.ToString()) !=
               reader.inboxes.end();
      });
  if (!opens) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::optional<LeafIndex> index, index_.FindBody(release.envelope));
  if (!index.has_value()) return absl::OkStatus();
  ASSIGN_OR_RETURN(StoredRecord stored, log_.Read(*index));
  ASSIGN_OR_RETURN(std::optional<std::string> sealed, log_.ReadSealed(*index));
  if (sealed.has_value()) record.sealed = *std::move(sealed);
  record.released = {
      .index = *index, .time_ms = stored.head.time_ms, .header = std::move(stored.body)};
  return absl::OkStatus();
}

absl::StatusOr<std::string> Inbox::DelegationOf(absl::string_view receipt) const {
  // The grammar was checked before it was logged: `on-behalf <mailbox> <b64>`.
  const size_t line = receipt.find(kOnBehalf);
  if (line == absl::string_view::npos) return std::string();
  const std::pair<absl::string_view, absl::string_view> value_and_rest =
      absl::StrSplit(receipt.substr(line + kOnBehalf.size()), absl::MaxSplits('\n', 1));
  const std::pair<absl::string_view, absl::string_view> mailbox_and_hash =
      absl::StrSplit(value_and_rest.first, absl::MaxSplits(' ', 1));
  const absl::StatusOr<Hash> hash = FixedFromBase64<Hash>(mailbox_and_hash.second);
  if (!hash.ok()) return std::string();
  ASSIGN_OR_RETURN(const std::optional<LeafIndex> index, index_.FindBody(*hash));
  if (!index.has_value()) return std::string();
  ASSIGN_OR_RETURN(StoredRecord stored, log_.Read(*index));
  return std::move(stored.body);
}

}  // namespace liaison
