#include "hub/log/log_resource.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "hub/log/rocksdb_log.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/wire/tile_path.h"

namespace liaison {
namespace {

constexpr int kLevelsPerTile = 8;

absl::StatusOr<std::string> ReadBundle(absl::string_view ns, const Log& log, const TileId& tile) {
  std::string bundle;
  const uint64_t first = tile.index * kTileWidth;
  RETURN_IF_ERROR(log.ReadRange(LeafIndex(first), TreeSize(first + tile.width),
                                [&](LeafIndex, const RecordHead& head, absl::string_view body) {
                                  AppendToBundle(LeafEntryOf(ns, head, body), bundle);
                                  return absl::OkStatus();
                                }));
  return bundle;
}

absl::StatusOr<std::string> ReadHashTile(const Log& log, const TileId& tile) {
  ASSIGN_OR_RETURN(const std::vector<Hash> nodes,
                   log.ReadNodes(tile.level * kLevelsPerTile, tile.index * kTileWidth, tile.width));
  std::string bytes;
  bytes.reserve(nodes.size() * Hash::kSize);
  for (const Hash& node : nodes) absl::StrAppend(&bytes, node.view());
  return bytes;
}

}  // namespace

absl::StatusOr<std::string> ReadLogResource(absl::string_view ns, const Log& log,
                                            const LogHead& head, absl::string_view path) {
  if (path == "checkpoint") return head.checkpoint;
  ASSIGN_OR_RETURN(const TileId tile, ParseTilePath(path));
  const int shift = tile.level * kLevelsPerTile;
  const uint64_t nodes = shift < 64 ? head.size.value() >> shift : 0;
  if (tile.index > nodes / kTileWidth || tile.width > nodes - tile.index * kTileWidth) {
    return MakeError(absl::StatusCode::kNotFound, "the log does not reach that far yet",
                     {.reason = "BEYOND_HEAD", .subject = std::string(path), .field = ""});
  }
  return tile.entries ? ReadBundle(ns, log, tile) : ReadHashTile(log, tile);
}

}  // namespace liaison
