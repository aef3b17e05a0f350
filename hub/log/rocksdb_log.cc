#include "hub/log/rocksdb_log.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/base/check.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/wire/checkpoint.h"
#include "proto/wire/leaf.h"
#include "proto/wire/merkle.h"

namespace liaison {
namespace {

absl::Status Disagree(absl::string_view what, LeafIndex index) {
  return MakeError(absl::StatusCode::kDataLoss,
                   absl::StrCat("log and tree disagree at index ", index.value(), ": ", what,
                                ". Stop, keep the folder, restore a backup"),
                   {.reason = "LOG_DAMAGED", .subject = absl::StrCat(index.value()), .field = ""});
}

void AddChange(const RowChange& change, StoreBatch& batch) {
  switch (change.kind) {
    case RowChange::Kind::kPut:
      return batch.Put(change.family, change.key, change.value);
    case RowChange::Kind::kDelete:
      return batch.Delete(change.family, change.key);
    case RowChange::Kind::kDeleteRange:
      return batch.DeleteRange(change.family, change.key, change.value);
  }
}

}  // namespace

std::string LeafEntryOf(absl::string_view ns, const RecordHead& head, absl::string_view body) {
  LeafEntry entry;
  entry.time_ms = head.time_ms;
  entry.is_public = head.is_public;
  if (head.is_public) {
    entry.body = std::string(body);
  } else {
    entry.body_hash = head.body_hash;
  }
  return PrintLeafEntry(ns, entry);
}

RocksdbLog::RocksdbLog(absl::string_view ns, Store& store, const NoteSigner& signer)
    : ns_(ns), store_(store), signer_(signer), tree_(store) {}

absl::StatusOr<std::unique_ptr<RocksdbLog>> RocksdbLog::Open(absl::string_view ns, Store& store,
                                                             const NoteSigner& signer) {
  auto log = std::unique_ptr<RocksdbLog>(new RocksdbLog(ns, store, signer));
  RETURN_IF_ERROR(log->Recover());
  return log;
}

absl::Status RocksdbLog::Recover() {
  const Index index(store_);
  ASSIGN_OR_RETURN(const std::optional<std::string> format, index.Meta(kMetaFormat));
  ASSIGN_OR_RETURN(std::optional<std::string> checkpoint, index.Meta(kMetaCheckpoint));
  TreeSize size;
  if (checkpoint.has_value()) {
    if (format != std::string(kFormatVersion)) {
      return MakeError(absl::StatusCode::kFailedPrecondition,
                       "the data folder was written in a format this program does not read",
                       {.reason = "FORMAT", .subject = "log", .field = ""});
    }
    const absl::StatusOr<SignedCheckpoint> head = OpenCheckpoint(*checkpoint, signer_.vkey());
    if (!head.ok()) return Disagree("the checkpoint is not ours", LeafIndex(0));
    size = head->size();
    head_.root = head->root();
    head_.checkpoint = *std::move(checkpoint);
    head_.size = size;
  }
  bool found_more = false;
  RETURN_IF_ERROR(store_.Scan(Family::kLog, LeafKey(LeafIndex(size.value())),
                              LeafKey(LeafIndex(UINT64_MAX)),
                              [&](absl::string_view, absl::string_view) {
                                found_more = true;
                                return false;
                              }));
  if (found_more) return Disagree("a record lies behind the head", LeafIndex(size.value()));
  if (size.value() == 0) return absl::OkStatus();

  const LeafIndex last(size.value() - 1);
  RETURN_IF_ERROR(tree_.Load(size));
  if (tree_.Root() != head_.root) return Disagree("the root is not the checkpoint's", last);
  ASSIGN_OR_RETURN(const StoredRecord record, Read(last));
  ASSIGN_OR_RETURN(const Hash leaf, tree_.ReadNode(0, last.value()));
  if (leaf != LeafHash(LeafEntryOf(ns_, record.head, record.body))) {
    return Disagree("the last record is not the tree's last leaf", last);
  }
  head_.time_ms = record.head.time_ms;
  return absl::OkStatus();
}

AppendOutcome RocksdbLog::Append(TreeSize expected, const LogEntry& entry) {
  if (expected != head_.size) return AppendOutcome::kConflict;
  LIAISON_CHECK(!entry.empty());
  StoreBatch batch(store_);
  for (const RowChange& change : entry.changes) AddChange(change, batch);
  if (entry.records.empty()) {
    LIAISON_CHECK(entry.rows.empty());
    return store_.Commit(batch, Store::Durability::kLazy).ok() ? AppendOutcome::kStored
                                                               : AppendOutcome::kUnknown;
  }
  LIAISON_CHECK(entry.time_ms >= head_.time_ms);
  tree_.BeginGroup();
  uint64_t next = head_.size.value();
  for (const NewRecord& record : entry.records) {
    const RecordHead head{.kind = record.kind,
                          .is_public = record.is_public,
                          .time_ms = entry.time_ms,
                          .body_hash = record.body_hash};
    const std::string key = LeafKey(LeafIndex(next++));
    batch.PutParts(Family::kLog, key, {PrintRecordHead(head), record.body});
    if (!record.sealed.empty()) batch.Put(Family::kSealed, key, record.sealed);
    tree_.Append(LeafHash(LeafEntryOf(ns_, head, record.body)), batch);
  }
  for (const IndexRow& row : entry.rows) batch.Put(Family::kIndex, row.key, row.value);

  LogHead head{.size = tree_.size(), .time_ms = entry.time_ms, .root = tree_.Root()};
  head.checkpoint = SignCheckpoint(
      {.origin = signer_.vkey().name, .size = head.size, .root = head.root}, signer_);
  if (expected.value() == 0) batch.Put(Family::kIndex, MetaKey(kMetaFormat), kFormatVersion);
  batch.Put(Family::kIndex, MetaKey(kMetaCheckpoint), head.checkpoint);
  // The tree in memory is now ahead of the head; after a failure nothing is appended any more.
  if (!store_.Commit(batch, Store::Durability::kSynced).ok()) return AppendOutcome::kUnknown;
  head_ = std::move(head);
  return AppendOutcome::kStored;
}

absl::StatusOr<std::vector<Hash>> RocksdbLog::ProveRecent(LeafIndex index) const {
  return tree_.ProveRecent(index);
}

absl::StatusOr<StoredRecord> RocksdbLog::Read(LeafIndex index) const {
  ASSIGN_OR_RETURN(std::optional<std::string> row, store_.Get(Family::kLog, LeafKey(index)));
  if (!row.has_value()) return Disagree("the record is missing", index);
  StoredRecord record;
  ASSIGN_OR_RETURN(record.head, ParseRecordHead(*row));
  record.body = std::move(*row);
  record.body.erase(0, kRecordHeadBytes);
  return record;
}

absl::StatusOr<std::optional<std::string>> RocksdbLog::ReadSealed(LeafIndex index) const {
  return store_.Get(Family::kSealed, LeafKey(index));
}

absl::Status RocksdbLog::ReadRange(
    LeafIndex from, TreeSize limit,
    absl::FunctionRef<absl::Status(LeafIndex, const RecordHead&, absl::string_view body)> record)
    const {
  uint64_t next = from.value();
  absl::Status status;
  RETURN_IF_ERROR(store_.Scan(Family::kLog, LeafKey(from), LeafKey(LeafIndex(limit.value())),
                              [&](absl::string_view key, absl::string_view value) {
                                const absl::StatusOr<LeafIndex> index = ParseLeafKey(key);
                                const absl::StatusOr<RecordHead> head = ParseRecordHead(value);
                                if (!index.ok() || !head.ok() || index->value() != next) {
                                  status =
                                      Disagree("the record is missing or damaged", LeafIndex(next));
                                  return false;
                                }
                                ++next;
                                status = record(*index, *head, value.substr(kRecordHeadBytes));
                                return status.ok();
                              }));
  RETURN_IF_ERROR(status);
  if (next < limit.value()) return Disagree("the record is missing", LeafIndex(next));
  return absl::OkStatus();
}

absl::StatusOr<Hash> RocksdbLog::ReadNode(int level, uint64_t index) const {
  return tree_.ReadNode(level, index);
}

absl::StatusOr<std::vector<Hash>> RocksdbLog::ReadNodes(int level, uint64_t first,
                                                        uint64_t count) const {
  return tree_.ReadNodes(level, first, count);
}

absl::StatusOr<std::vector<Hash>> RocksdbLog::Prove(LeafIndex index, TreeSize size) const {
  return InclusionProof(index, size,
                        [this](int level, uint64_t node) { return tree_.ReadNode(level, node); });
}

}  // namespace liaison
