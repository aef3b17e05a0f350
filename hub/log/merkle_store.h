// The tree of the log: its growing right edge in memory, its perfect subtrees as rows of the `tree`
// family. Source: RFC 6962; proto/wire/merkle.h.
#ifndef LIAISON_HUB_LOG_MERKLE_STORE_H_
#define LIAISON_HUB_LOG_MERKLE_STORE_H_

#include <cstdint>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "hub/store/store.h"
#include "proto/base/strong_int.h"
#include "proto/text/hash.h"
#include "proto/wire/merkle.h"

namespace liaison {

class MerkleStore {
 public:
  // An empty tree; `store` outlives it.
  explicit MerkleStore(const Store& store) : store_(store) {}
  // Takes up the stored tree of `size`. Errors: DataLoss (a node is missing), Unavailable.
  absl::Status Load(TreeSize size);

  TreeSize size() const { return frontier_.size(); }
  Hash Root() const { return frontier_.Root(); }

  // Forgets what only the last group needed, before the next one is appended. Thread: writer's.
  void BeginGroup();
  // Adds a leaf; its new nodes go to `batch`. Thread: writer's.
  void Append(const Hash& leaf_hash, StoreBatch& batch);
  // For a leaf of the newest group, at the tree's size: needs the group's own nodes and the edge
  // before it only, so nothing is read from disk. Thread: writer's.
  absl::StatusOr<std::vector<Hash>> ProveRecent(LeafIndex index) const;

  // Errors: DataLoss, Unavailable. Thread: any.
  absl::StatusOr<Hash> ReadNode(int level, uint64_t index) const;
  absl::StatusOr<std::vector<Hash>> ReadNodes(int level, uint64_t first, uint64_t count) const;

 private:
  using NodeId = std::pair<int, uint64_t>;

  const Store& store_;
  Frontier frontier_;
  absl::flat_hash_map<NodeId, Hash> recent_;  // the edge before the group, and the group's nodes
};

}  // namespace liaison

#endif  // LIAISON_HUB_LOG_MERKLE_STORE_H_
