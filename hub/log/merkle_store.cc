#include "hub/log/merkle_store.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

absl::Status MissingNode(int level, uint64_t index) {
  return MakeError(absl::StatusCode::kDataLoss,
                   absl::StrCat("the tree of the log lacks node ", index, " of level ", level,
                                ": stop, keep the folder, restore a backup"),
                   {.reason = "NODE", .subject = absl::StrCat(level, "/", index), .field = ""});
}

// The perfect subtrees that make up `size`, largest first: one per binary digit.
template <typename Visit>
void ForEachEdgeNode(TreeSize size, Visit visit) {
  for (int level = 63; level >= 0; --level) {
    const uint64_t index = size.value() >> level;
    if ((index & 1) == 1) visit(level, index - 1);
  }
}

}  // namespace

absl::Status MerkleStore::Load(TreeSize size) {
  std::vector<Hash> subtrees;
  absl::Status status;
  recent_.clear();
  ForEachEdgeNode(size, [&](int level, uint64_t index) {
    if (!status.ok()) return;
    const absl::StatusOr<Hash> node = ReadNode(level, index);
    if (!node.ok()) {
      status = node.status();
      return;
    }
    subtrees.push_back(*node);
    recent_[NodeId(level, index)] = *node;
  });
  RETURN_IF_ERROR(status);
  frontier_ = Frontier(size, std::move(subtrees));
  return absl::OkStatus();
}

void MerkleStore::BeginGroup() {
  absl::flat_hash_map<NodeId, Hash> edge;
  ForEachEdgeNode(frontier_.size(), [&](int level, uint64_t index) {
    const NodeId id(level, index);
    edge[id] = recent_.at(id);
  });
  recent_ = std::move(edge);
}

void MerkleStore::Append(const Hash& leaf_hash, StoreBatch& batch) {
  frontier_.Append(leaf_hash, [&](int level, uint64_t index, const Hash& hash) {
    recent_[NodeId(level, index)] = hash;
    batch.Put(Family::kTree, NodeKey(level, index), hash.view());
  });
}

absl::StatusOr<std::vector<Hash>> MerkleStore::ProveRecent(LeafIndex index) const {
  return InclusionProof(index, size(), [this](int level, uint64_t node) -> absl::StatusOr<Hash> {
    const auto found = recent_.find(NodeId(level, node));
    if (found != recent_.end()) return found->second;
    return ReadNode(level, node);
  });
}

absl::StatusOr<Hash> MerkleStore::ReadNode(int level, uint64_t index) const {
  ASSIGN_OR_RETURN(const std::optional<std::string> row,
                   store_.Get(Family::kTree, NodeKey(level, index)));
  if (!row.has_value() || row->size() != Hash::kSize) return MissingNode(level, index);
  return FixedFromBytes<Hash>(*row);
}

absl::StatusOr<std::vector<Hash>> MerkleStore::ReadNodes(int level, uint64_t first,
                                                         uint64_t count) const {
  std::vector<Hash> nodes;
  nodes.reserve(count);
  bool damaged = false;
  RETURN_IF_ERROR(store_.Scan(Family::kTree, NodeKey(level, first), NodeKey(level, first + count),
                              [&](absl::string_view key, absl::string_view value) {
                                const absl::StatusOr<Hash> hash = FixedFromBytes<Hash>(value);
                                damaged = !hash.ok() || key != NodeKey(level, first + nodes.size());
                                if (!damaged) nodes.push_back(*hash);
                                return !damaged;
                              }));
  if (damaged || nodes.size() != count) return MissingNode(level, first + nodes.size());
  return nodes;
}

}  // namespace liaison
