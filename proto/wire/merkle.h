// Inclusion and consistency proofs, made and checked. Source: RFC 9162 sections 2.1.3, 2.1.4 with
// two rules added: hashes are 32 bytes, and consistency from size 0 is not a proof (CRYPTO 1.10).
#ifndef LIAISON_PROTO_WIRE_MERKLE_H_
#define LIAISON_PROTO_WIRE_MERKLE_H_

#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "proto/base/strong_int.h"
#include "proto/text/hash.h"

namespace liaison {

// Errors of both: DataLoss PROOF, with what does not fit.
absl::Status CheckInclusion(LeafIndex index, TreeSize size, const Hash& leaf_hash,
                            absl::Span<const Hash> proof, const Hash& root);
absl::Status CheckConsistency(TreeSize old_size, const Hash& old_root, TreeSize new_size,
                              const Hash& new_root, absl::Span<const Hash> proof);

// The root of the perfect subtree of 2^level leaves that starts at leaf index * 2^level.
using NodeReader = absl::FunctionRef<absl::StatusOr<Hash>(int level, uint64_t index)>;

// Made from stored perfect subtrees; only nodes that lie wholly inside `size` are read.
absl::StatusOr<Hash> RootOf(TreeSize size, NodeReader node);
// `index` must lie inside `size`.
absl::StatusOr<std::vector<Hash>> InclusionProof(LeafIndex index, TreeSize size, NodeReader node);
// 0 < old_size <= new_size.
absl::StatusOr<std::vector<Hash>> ConsistencyProof(TreeSize old_size, TreeSize new_size,
                                                   NodeReader node);

// The right edge of a growing tree: the perfect subtrees that make up its size. 64 hashes at most.
class Frontier {
 public:
  Frontier() = default;
  // From the perfect subtrees of `size`, largest first.
  Frontier(TreeSize size, std::vector<Hash> subtrees);
  TreeSize size() const { return size_; }
  // Adds one leaf; calls `completed(level, index, hash)` for every perfect subtree that it
  // completes, the leaf itself (level 0) first.
  void Append(const Hash& leaf_hash,
              absl::FunctionRef<void(int level, uint64_t index, const Hash& hash)> completed);
  Hash Root() const;

 private:
  TreeSize size_;
  std::vector<Hash> subtrees_;  // largest first
};

}  // namespace liaison

#endif  // LIAISON_PROTO_WIRE_MERKLE_H_
