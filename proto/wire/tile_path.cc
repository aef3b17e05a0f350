#include "proto/wire/tile_path.h"

#include <limits>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "proto/base/check.h"
#include "proto/base/error.h"
#include "proto/text/names.h"

namespace liaison {
namespace {

constexpr int kMaxPathLevel = 63;
constexpr int kTileHeight = 8;  // tree levels in a tile: 2^8 hashes
constexpr int kTileLevels = 8;  // tile levels of a tree below 2^64 leaves

absl::Status WrongPath() {
  return Malformed("path", "PATH", "this is not the path of a tile or an entry bundle");
}

// "x001/x234/067" -> 1234067. Leading zero groups are left to the caller's comparison.
std::optional<uint64_t> ParseIndex(absl::string_view text) {
  uint64_t index = 0;
  const std::vector<absl::string_view> groups = absl::StrSplit(text, '/');
  for (size_t i = 0; i < groups.size(); ++i) {
    absl::string_view digits = groups[i];
    if (i + 1 < groups.size() && !absl::ConsumePrefix(&digits, "x")) return std::nullopt;
    if (digits.size() != 3) return std::nullopt;
    uint64_t value = 0;
    for (const char digit : digits) {
      if (digit < '0' || digit > '9') return std::nullopt;
      value = value * 10 + static_cast<uint64_t>(digit - '0');
    }
    if (index > (std::numeric_limits<uint64_t>::max() - value) / 1000) return std::nullopt;
    index = index * 1000 + value;
  }
  return index;
}

// Appends the tiles of one row whose width grows from `have` to `want`.
void AppendRow(bool entries, int level, uint64_t have, uint64_t want, std::vector<TileId>& tiles) {
  if (have >= want) return;
  for (uint64_t index = have / kTileWidth; index <= (want - 1) / kTileWidth; ++index) {
    TileId tile;
    tile.entries = entries;
    tile.level = level;
    tile.index = index;
    const uint64_t rest = want - index * kTileWidth;
    tile.width = rest < kTileWidth ? static_cast<uint32_t>(rest) : kTileWidth;
    tiles.push_back(tile);
  }
}

}  // namespace

std::string TilePath(const TileId& tile) {
  LIAISON_CHECK(tile.level >= 0 && tile.level <= kMaxPathLevel);
  LIAISON_CHECK(tile.width >= 1 && tile.width <= kTileWidth);
  std::string index = absl::StrFormat("%03u", tile.index % 1000);
  for (uint64_t rest = tile.index / 1000; rest > 0; rest /= 1000) {
    index = absl::StrFormat("x%03u/%s", rest % 1000, index);
  }
  std::string path = tile.entries ? "tile/entries/" : absl::StrCat("tile/", tile.level, "/");
  absl::StrAppend(&path, index);
  if (tile.width < kTileWidth) absl::StrAppend(&path, ".p/", tile.width);
  return path;
}

absl::StatusOr<TileId> ParseTilePath(absl::string_view path) {
  TileId tile;
  absl::string_view rest = path;
  if (!absl::ConsumePrefix(&rest, "tile/")) return WrongPath();
  if (absl::ConsumePrefix(&rest, "entries/")) {
    tile.entries = true;
  } else {
    const size_t slash = rest.find('/');
    if (slash == absl::string_view::npos) return WrongPath();
    const absl::StatusOr<uint64_t> level = ParseDecimal(rest.substr(0, slash), kMaxPathLevel);
    if (!level.ok()) return WrongPath();
    tile.level = static_cast<int>(*level);
    rest.remove_prefix(slash + 1);
  }
  const size_t partial = rest.find(".p/");
  if (partial != absl::string_view::npos) {
    const absl::StatusOr<uint64_t> width = ParseDecimal(rest.substr(partial + 3), kTileWidth - 1);
    if (!width.ok() || *width == 0) return WrongPath();
    tile.width = static_cast<uint32_t>(*width);
    rest = rest.substr(0, partial);
  }
  const std::optional<uint64_t> index = ParseIndex(rest);
  if (!index) return WrongPath();
  tile.index = *index;
  // One tile has one path: "x000/067" is not another for 067.
  if (TilePath(tile) != path) return WrongPath();
  return tile;
}

std::vector<TileId> TilesBetween(TreeSize have, TreeSize want) {
  std::vector<TileId> tiles;
  for (int level = 0; level < kTileLevels; ++level) {
    const int shift = level * kTileHeight;
    AppendRow(false, level, have.value() >> shift, want.value() >> shift, tiles);
  }
  AppendRow(true, 0, have.value(), want.value(), tiles);
  return tiles;
}

void AppendToBundle(absl::string_view entry, std::string& bundle) {
  LIAISON_CHECK(entry.size() <= std::numeric_limits<uint16_t>::max());
  bundle.push_back(static_cast<char>(entry.size() >> 8));
  bundle.push_back(static_cast<char>(entry.size() & 0xff));
  absl::StrAppend(&bundle, entry);
}

absl::StatusOr<std::vector<std::string>> SplitBundle(absl::string_view bundle) {
  std::vector<std::string> entries;
  while (!bundle.empty()) {
    if (entries.size() == kTileWidth) {
      return Malformed("bundle", "BUNDLE", "an entry bundle holds at most 256 entries");
    }
    if (bundle.size() < 2) return Malformed("bundle", "BUNDLE", "a length is cut short");
    const size_t size =
        static_cast<size_t>(static_cast<uint8_t>(bundle[0])) << 8 | static_cast<uint8_t>(bundle[1]);
    bundle.remove_prefix(2);
    if (bundle.size() < size) return Malformed("bundle", "BUNDLE", "an entry is cut short");
    entries.emplace_back(bundle.substr(0, size));
    bundle.remove_prefix(size);
  }
  return entries;
}

}  // namespace liaison
