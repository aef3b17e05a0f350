// The log as its writer and readers see it: records in one total order, each a leaf of the Merkle
// tree, with the rows that follow from them. It knows no notice types. An entry carries effects,
// not commands: a replica would only apply bytes. Source: DESIGN section 3; CRYPTO 1.2, 1.10.
#ifndef LIAISON_HUB_LOG_LOG_H_
#define LIAISON_HUB_LOG_LOG_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "hub/store/index.h"
#include "hub/store/keys.h"
#include "proto/base/strong_int.h"
#include "proto/text/hash.h"
#include "proto/text/record.h"

namespace liaison {

// The newest durable state.
struct LogHead {
  TreeSize size;
  int64_t time_ms = 0;  // of the last leaf; 0 for an empty log
  Hash root;
  std::string checkpoint{};  // signed note bytes; empty for an empty log
};

struct NewRecord {
  RecordKind kind = RecordKind::kEnvelope;
  bool is_public = false;  // the leaf shows the body, else its hash
  Hash body_hash;
  std::string body;
  std::string sealed;  // empty: none
};

// A row outside the index that changes with the group: plugins' state, timers, cursors.
struct RowChange {
  enum class Kind : uint8_t { kPut, kDelete, kDeleteRange };
  Kind kind = Kind::kPut;
  Family family = Family::kPlugin;
  std::string key;
  std::string value{};  // kDeleteRange: the first key that stays
};

// One group: becomes durable as a whole or not at all. Without records it is not synced: nobody
// outside has seen what it says, and whatever is synced later brings it to the disk first.
struct LogEntry {
  int64_t time_ms = 0;  // of every record in it; not below the head's
  std::vector<NewRecord> records{};
  std::vector<IndexRow> rows{};
  std::vector<RowChange> changes{};  // in this order

  bool empty() const { return records.empty() && changes.empty(); }
};

struct StoredRecord {
  RecordHead head;
  std::string body;
};

// kUnknown: the write failed, and only re-opening tells what is on disk. Answers `refused` to
// nobody: a restart may bring the records back.
enum class AppendOutcome { kStored, kConflict, kUnknown };

class Log {
 public:
  Log() = default;
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;
  virtual ~Log() = default;

  // Thread: the writer's.
  virtual const LogHead& head() const = 0;
  // Appends behind `expected`, syncs if there are records, moves the head. kConflict (nothing
  // written) if the head is elsewhere. Thread: the writer's.
  virtual AppendOutcome Append(TreeSize expected, const LogEntry& entry) = 0;
  // Proof for a leaf of the newest group, from memory where possible. Thread: the writer's.
  virtual absl::StatusOr<std::vector<Hash>> ProveRecent(LeafIndex index) const = 0;

  // Errors of all below: NotFound, DataLoss, Unavailable. Thread: any.
  virtual absl::StatusOr<StoredRecord> Read(LeafIndex index) const = 0;
  // The age file, or nullopt where there is none (any more).
  virtual absl::StatusOr<std::optional<std::string>> ReadSealed(LeafIndex index) const = 0;
  // Records of [from, limit) in order, until `record` returns an error, which is passed on. The
  // view lives for the call. A missing index is DataLoss.
  virtual absl::Status ReadRange(
      LeafIndex from, TreeSize limit,
      absl::FunctionRef<absl::Status(LeafIndex, const RecordHead&, absl::string_view body)> record)
      const = 0;
  virtual absl::StatusOr<Hash> ReadNode(int level, uint64_t index) const = 0;
  // `count` nodes of one level from `first`.
  virtual absl::StatusOr<std::vector<Hash>> ReadNodes(int level, uint64_t first,
                                                      uint64_t count) const = 0;
  virtual absl::StatusOr<std::vector<Hash>> Prove(LeafIndex index, TreeSize size) const = 0;
};

}  // namespace liaison

#endif  // LIAISON_HUB_LOG_LOG_H_
