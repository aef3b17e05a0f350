#include "clients/core/trust/log_tree.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/base/check.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/wire/leaf.h"
#include "proto/wire/merkle.h"

namespace liaison {
namespace {

constexpr int kTileHeight = 8;  // tree levels in a tile
constexpr int kTileLevels = 8;
constexpr size_t kHashSize = Hash::kSize;

absl::Status NotMirrored(uint64_t asked, uint64_t size) {
  return MakeError(absl::StatusCode::kNotFound,
                   absl::StrCat("the own copy of the log ends at ", size, "; fetch first"),
                   {"NOT_MIRRORED", absl::StrCat(asked), ""});
}

TileId TileOf(int tile_level, uint64_t index, uint64_t row_size) {
  TileId tile;
  tile.level = tile_level;
  tile.index = index;
  tile.width = static_cast<uint32_t>(std::min<uint64_t>(kTileWidth, row_size - index * kTileWidth));
  return tile;
}

// The root of `count` (a power of two) hashes that lie one behind the other in `bytes`.
absl::StatusOr<Hash> PerfectRoot(absl::string_view bytes, uint64_t count) {
  std::vector<Hash> row;
  for (uint64_t i = 0; i < count; ++i) {
    ASSIGN_OR_RETURN(const Hash hash, FixedFromBytes<Hash>(bytes.substr(i * kHashSize, kHashSize)));
    row.push_back(hash);
  }
  for (; row.size() > 1; row.resize(row.size() / 2)) {
    for (size_t i = 0; i < row.size() / 2; ++i) row[i] = NodeHash(row[2 * i], row[2 * i + 1]);
  }
  return row[0];
}

}  // namespace

TreeSize LogTree::size() const { return TreeSize(levels_[0].size()); }

void LogTree::Append(const Hash& leaf_hash) {
  levels_[0].push_back(leaf_hash);
  for (size_t level = 0; levels_[level].size() % 2 == 0; ++level) {
    const std::vector<Hash>& row = levels_[level];
    const Hash parent = NodeHash(row[row.size() - 2], row[row.size() - 1]);
    if (levels_.size() == level + 1) levels_.emplace_back();
    levels_[level + 1].push_back(parent);
  }
}

void LogTree::Truncate(TreeSize size) {
  LIAISON_CHECK(size <= this->size());
  for (size_t level = 0; level < levels_.size(); ++level) {
    levels_[level].resize(size.value() >> level);
  }
}

const Hash& LogTree::Leaf(LeafIndex index) const {
  LIAISON_CHECK(Contains(size(), index));
  return levels_[0][index.value()];
}

absl::StatusOr<Hash> LogTree::RootAt(TreeSize size) const {
  if (size > this->size()) return NotMirrored(size.value(), this->size().value());
  return RootOf(size, [this](int level, uint64_t index) -> absl::StatusOr<Hash> {
    return levels_[static_cast<size_t>(level)][index];
  });
}

absl::StatusOr<std::vector<Hash>> LogTree::InclusionProofOf(LeafIndex index, TreeSize size) const {
  if (size > this->size()) return NotMirrored(size.value(), this->size().value());
  if (!Contains(size, index)) return NotMirrored(index.value(), size.value());
  return InclusionProof(index, size, [this](int level, uint64_t node) -> absl::StatusOr<Hash> {
    return levels_[static_cast<size_t>(level)][node];
  });
}

std::string LogTree::TileBytes(const TileId& tile) const {
  const std::vector<Hash>& row = levels_[static_cast<size_t>(tile.level * kTileHeight)];
  const uint64_t begin = tile.index * kTileWidth;
  LIAISON_CHECK(begin + tile.width <= row.size());
  std::string bytes;
  bytes.reserve(tile.width * kHashSize);
  for (uint64_t i = begin; i < begin + tile.width; ++i) absl::StrAppend(&bytes, row[i].view());
  return bytes;
}

std::vector<TileId> PartialTiles(TreeSize size) {
  std::vector<TileId> tiles;
  for (int level = 0; level < kTileLevels; ++level) {
    const uint64_t row_size = size.value() >> (level * kTileHeight);
    if (row_size % kTileWidth == 0) continue;
    tiles.push_back(TileOf(level, row_size / kTileWidth, row_size));
    if (level != 0) continue;
    tiles.push_back(tiles.back());
    tiles.back().entries = true;
  }
  return tiles;
}

absl::StatusOr<Hash> RootFromTiles(
    TreeSize size, TreeSize tree_size,
    absl::FunctionRef<absl::StatusOr<std::string>(absl::string_view path)> read) {
  LIAISON_CHECK(size <= tree_size);
  return RootOf(size, [&](int level, uint64_t index) -> absl::StatusOr<Hash> {
    const int tile_level = level / kTileHeight;
    const int height = level % kTileHeight;  // above the tile's own row
    const uint64_t first = index << height;
    const TileId tile =
        TileOf(tile_level, first / kTileWidth, tree_size.value() >> (tile_level * kTileHeight));
    ASSIGN_OR_RETURN(const std::string bytes, read(TilePath(tile)));
    if (bytes.size() != tile.width * kHashSize) {
      return Malformed("tile", "TILE", "a hash tile has the wrong length");
    }
    return PerfectRoot(absl::string_view(bytes).substr((first % kTileWidth) * kHashSize),
                       uint64_t{1} << height);
  });
}

}  // namespace liaison
