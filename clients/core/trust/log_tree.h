// The Merkle tree of a mirrored log in memory, computed from its leaves only: a damaged tile file
// can therefore never make a client accuse the hub of a fork. 64 bytes a leaf.
// Source: RFC 6962 section 2.1; c2sp.org/tlog-tiles.
#ifndef LIAISON_CLIENTS_CORE_TRUST_LOG_TREE_H_
#define LIAISON_CLIENTS_CORE_TRUST_LOG_TREE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/base/strong_int.h"
#include "proto/text/hash.h"
#include "proto/wire/tile_path.h"

namespace liaison {

// Thread: as a value.
class LogTree {
 public:
  TreeSize size() const;
  void Append(const Hash& leaf_hash);
  // Back to a smaller size, e.g. because the new leaves did not give the signed root.
  void Truncate(TreeSize size);

  // `index` inside size().
  const Hash& Leaf(LeafIndex index) const;
  // Errors of both: NotFound NOT_MIRRORED beyond size().
  absl::StatusOr<Hash> RootAt(TreeSize size) const;
  absl::StatusOr<std::vector<Hash>> InclusionProofOf(LeafIndex index, TreeSize size) const;
  // The bytes of a hash tile that lies inside size().
  std::string TileBytes(const TileId& tile) const;

 private:
  // levels_[l][i]: root of the perfect subtree of 2^l leaves that starts at leaf i * 2^l.
  std::vector<std::vector<Hash>> levels_{1};
};

// The partial tiles (hash tiles and the entry bundle) at the right edge of `size`.
std::vector<TileId> PartialTiles(TreeSize size);

// The root at `size` of a tree of `tree_size` leaves (size <= tree_size), from somebody's hash
// tiles; `read` gives a tile's bytes by its path. Nothing is cached. For judging what a hub serves.
// Errors: those of `read`; InvalidArgument TILE (wrong length).
absl::StatusOr<Hash> RootFromTiles(
    TreeSize size, TreeSize tree_size,
    absl::FunctionRef<absl::StatusOr<std::string>(absl::string_view path)> read);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_TRUST_LOG_TREE_H_
