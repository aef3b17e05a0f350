// The first driver of Log: embedded RocksDB. One synced batch holds a group's records, bodies, tree
// nodes, index rows and the checkpoint that covers them.
#ifndef LIAISON_HUB_LOG_ROCKSDB_LOG_H_
#define LIAISON_HUB_LOG_ROCKSDB_LOG_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hub/log/log.h"
#include "hub/log/merkle_store.h"
#include "hub/store/store.h"
#include "proto/wire/sign.h"

namespace liaison {

// Names under which the log keeps its own state (MetaKey).
inline constexpr absl::string_view kMetaFormat = "format";
inline constexpr absl::string_view kMetaCheckpoint = "checkpoint";

class RocksdbLog final : public Log {
 public:
  // Reads the head back and verifies it: the checkpoint is ours, the tree's root is recomputed from
  // its nodes, the last record is there and none behind it. Both references outlive the log.
  // Errors: DataLoss, Unavailable.
  static absl::StatusOr<std::unique_ptr<RocksdbLog>> Open(absl::string_view ns, Store& store,
                                                          const NoteSigner& signer);

  const LogHead& head() const override { return head_; }
  AppendOutcome Append(TreeSize expected, const LogEntry& entry) override;
  absl::StatusOr<std::vector<Hash>> ProveRecent(LeafIndex index) const override;
  absl::StatusOr<StoredRecord> Read(LeafIndex index) const override;
  absl::StatusOr<std::optional<std::string>> ReadSealed(LeafIndex index) const override;
  absl::Status ReadRange(
      LeafIndex from, TreeSize limit,
      absl::FunctionRef<absl::Status(LeafIndex, const RecordHead&, absl::string_view body)> record)
      const override;
  absl::StatusOr<Hash> ReadNode(int level, uint64_t index) const override;
  absl::StatusOr<std::vector<Hash>> ReadNodes(int level, uint64_t first,
                                              uint64_t count) const override;
  absl::StatusOr<std::vector<Hash>> Prove(LeafIndex index, TreeSize size) const override;

 private:
  RocksdbLog(absl::string_view ns, Store& store, const NoteSigner& signer);
  absl::Status Recover();

  const std::string ns_;
  Store& store_;
  const NoteSigner& signer_;
  MerkleStore tree_;
  LogHead head_;
};

// The leaf entry of a record: what the tree hashes and entry bundles show.
std::string LeafEntryOf(absl::string_view ns, const RecordHead& head, absl::string_view body);

}  // namespace liaison

#endif  // LIAISON_HUB_LOG_ROCKSDB_LOG_H_
