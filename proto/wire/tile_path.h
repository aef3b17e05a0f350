// Paths and contents of C2SP tlog-tiles v0.1.0. Pure functions for both sides: what the hub serves,
// what a mirror asks for, and what lies in an exported folder. Tiles are 256 hashes wide.
//
//   tile/0/x001/x234/067       full tile 1234067 of level 0
//   tile/1/000.p/17            partial: the first 17 hashes
//   tile/entries/000.p/17      entry bundle: uint16 BE length || entry, repeated
#ifndef LIAISON_PROTO_WIRE_TILE_PATH_H_
#define LIAISON_PROTO_WIRE_TILE_PATH_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/base/strong_int.h"

namespace liaison {

inline constexpr uint32_t kTileWidth = 256;

struct TileId {
  bool entries = false;  // an entry bundle; level is 0 then
  int level = 0;         // 0..63 in the path
  uint64_t index = 0;
  uint32_t width = kTileWidth;  // < 256: partial
  friend bool operator==(const TileId&, const TileId&) = default;
};

std::string TilePath(const TileId& tile);
// Errors: InvalidArgument PATH. Strict: only what TilePath writes. "checkpoint" is not a tile.
absl::StatusOr<TileId> ParseTilePath(absl::string_view path);

// The tiles (hash tiles of all levels, then entry bundles) that a mirror at `have` lacks of `want`;
// partial tiles only where the tree ends. Ordered by level, then index.
std::vector<TileId> TilesBetween(TreeSize have, TreeSize want);

// Entry bundles. Errors of the reader: InvalidArgument BUNDLE.
void AppendToBundle(absl::string_view entry, std::string& bundle);
absl::StatusOr<std::vector<std::string>> SplitBundle(absl::string_view bundle);

}  // namespace liaison

#endif  // LIAISON_PROTO_WIRE_TILE_PATH_H_
