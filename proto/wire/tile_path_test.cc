#include "proto/wire/tile_path.h"

#include <gtest/gtest.h>

#include <limits>
#include <map>
#include <string>

#include "proto/base/error.h"
#include "proto/wire/leaf.h"
#include "proto/wire/merkle.h"
#include "tests/fakes/seeded_random.h"

namespace liaison {
namespace {

struct PathCase {
  TileId tile;
  const char* path;
};
// From the text of C2SP tlog-tiles, and its edges.
const PathCase kPaths[] = {
    {{false, 0, 1234067, 256}, "tile/0/x001/x234/067"},
    {{false, 1, 0, 17}, "tile/1/000.p/17"},
    {{false, 0, 273, 112}, "tile/0/273.p/112"},
    {{false, 2, 0, 1}, "tile/2/000.p/1"},
    {{false, 63, 999, 256}, "tile/63/999"},
    {{false, 0, 1000, 255}, "tile/0/x001/000.p/255"},
    {{true, 0, 0, 17}, "tile/entries/000.p/17"},
    {{true, 0, 1234067, 256}, "tile/entries/x001/x234/067"},
    {{false, 0, std::numeric_limits<uint64_t>::max(), 256},
     "tile/0/x018/x446/x744/x073/x709/x551/615"},
};

TEST(TilePath, IsPrintedAndParsedAsC2spWritesIt) {
  for (const PathCase& test : kPaths) {
    EXPECT_EQ(TilePath(test.tile), test.path);
    const auto parsed = ParseTilePath(test.path);
    ASSERT_TRUE(parsed.ok()) << test.path;
    EXPECT_EQ(*parsed, test.tile) << test.path;
  }
}

TEST(TilePath, RefusesEverySecondSpelling) {
  for (const char* path : {"",
                           "checkpoint",
                           "tile",
                           "tile/",
                           "tile/0",
                           "tile/0/",
                           "tile/0/0",
                           "tile/0/00",
                           "tile/0/0000",
                           "tile/00/000",
                           "tile/+1/000",
                           "tile/64/000",
                           "tile/-1/000",
                           "tile/0/x000/067",
                           "tile/0/001/067",
                           "tile/0/x001/x067",
                           "tile/0/x001",
                           "tile/0/X001/067",
                           "tile/0/000.p/0",
                           "tile/0/000.p/256",
                           "tile/0/000.p/017",
                           "tile/0/000.p/",
                           "tile/0/000.p",
                           "tile/0/000.p/1/",
                           "tile/0/000.p/1.p/1",
                           "tile/0/000/",
                           "/tile/0/000",
                           "tile//0/000",
                           "tile/entries/",
                           "tile/entries/0/000",
                           "tile/entry/000",
                           "tile/0/../000",
                           "tile/0/x018/x446/x744/x073/x709/x551/616",
                           "tile/0/x999/x999/x999/x999/x999/x999/999"}) {
    const auto parsed = ParseTilePath(path);
    EXPECT_EQ(parsed.status().code(), absl::StatusCode::kInvalidArgument) << path;
    EXPECT_EQ(ReasonOf(parsed.status()), "PATH") << path;
  }
}

TEST(TilesBetween, NamesTheTilesOfTheSizeThatC2spDescribes) {
  std::map<std::string, int> counts;
  std::string partial;
  for (const TileId& tile : TilesBetween(TreeSize(0), TreeSize(70000))) {
    if (tile.width == kTileWidth) {
      ++counts[tile.entries ? "entries" : std::to_string(tile.level)];
    } else {
      partial += TilePath(tile) + " ";
    }
  }
  EXPECT_EQ(counts, (std::map<std::string, int>{{"0", 273}, {"1", 1}, {"entries", 273}}));
  EXPECT_EQ(partial, "tile/0/273.p/112 tile/1/001.p/17 tile/2/000.p/1 tile/entries/273.p/112 ");
}

TEST(TilesBetween, IsEmptyWhereNothingIsNew) {
  EXPECT_TRUE(TilesBetween(TreeSize(0), TreeSize(0)).empty());
  EXPECT_TRUE(TilesBetween(TreeSize(300), TreeSize(300)).empty());
  EXPECT_TRUE(TilesBetween(TreeSize(300), TreeSize(299)).empty());
}

TEST(TilesBetween, WorksAtTheLargestSize) {
  const uint64_t want = std::numeric_limits<uint64_t>::max();
  const std::vector<TileId> tiles = TilesBetween(TreeSize(want - 1), TreeSize(want));
  ASSERT_EQ(tiles.size(), 2U);
  EXPECT_EQ(TilePath(tiles[0]), "tile/0/x072/x057/x594/x037/x927/935.p/255");
  EXPECT_EQ(TilePath(tiles[1]), "tile/entries/x072/x057/x594/x037/x927/935.p/255");
}

// A log of many entries and the nodes of its perfect subtrees.
class Log {
 public:
  explicit Log(uint64_t size) {
    for (uint64_t i = 0; i < size; ++i) {
      entries_.push_back("entry " + std::to_string(i));
      frontier_.Append(LeafHash(entries_.back()), [this](int level, uint64_t index, const Hash& h) {
        nodes_[{level, index}] = h;
      });
    }
  }
  const Hash& Node(int level, uint64_t index) const { return nodes_.at({level, index}); }
  const std::string& EntryAt(uint64_t index) const { return entries_[index]; }

 private:
  std::vector<std::string> entries_;
  Frontier frontier_;
  std::map<std::pair<int, uint64_t>, Hash> nodes_;
};

// A reader that holds nothing but tiles, the newest width of each.
struct Mirror {
  std::map<std::pair<int, uint64_t>, std::vector<Hash>> tiles;
  std::map<uint64_t, std::vector<std::string>> bundles;

  void Fetch(const Log& log, const TileId& tile) {
    if (tile.entries) {
      std::string bundle;
      for (uint64_t i = 0; i < tile.width; ++i) {
        AppendToBundle(log.EntryAt(tile.index * kTileWidth + i), bundle);
      }
      bundles[tile.index] = *SplitBundle(bundle);
      return;
    }
    std::vector<Hash>& hashes = tiles[{tile.level, tile.index}];
    hashes.clear();
    for (uint64_t i = 0; i < tile.width; ++i) {
      hashes.push_back(log.Node(tile.level * 8, tile.index * kTileWidth + i));
    }
  }

  // A node from the tile row below it.
  absl::StatusOr<Hash> Node(int level, uint64_t index) const {
    const int row = level / 8;
    const uint64_t width = uint64_t{1} << (level % 8);
    const uint64_t first = index * width;
    const auto tile = tiles.find({row, first / kTileWidth});
    if (tile == tiles.end() || tile->second.size() < first % kTileWidth + width) {
      return absl::NotFoundError("tile");
    }
    Frontier subtree;
    for (uint64_t i = 0; i < width; ++i) {
      subtree.Append(tile->second[first % kTileWidth + i], [](int, uint64_t, const Hash&) {});
    }
    return subtree.Root();
  }
};

TEST(TilesBetween, GivesAMirrorAllThatTheRootNeeds) {
  constexpr uint64_t kLargest = 70000;
  constexpr uint64_t kTreeSeed = 20261124;
  const Log log(kLargest);
  SeededRandom random(kTreeSeed);
  for (int round = 0; round < 30; ++round) {
    Mirror mirror;
    uint64_t have = 0;
    for (int step = 0; step < 6; ++step) {
      // Steps of every order of magnitude, and often to a tile's edge.
      uint64_t want = have + random.Below(uint64_t{1} << (1 + random.Below(16)));
      if (random.Below(4) == 0) want = (want / kTileWidth + 1) * kTileWidth;
      if (want > kLargest) want = kLargest;
      for (const TileId& tile : TilesBetween(TreeSize(have), TreeSize(want))) {
        mirror.Fetch(log, tile);
      }
      have = want;
      const auto root =
          RootOf(TreeSize(want), [&](int l, uint64_t i) { return mirror.Node(l, i); });
      ASSERT_TRUE(root.ok()) << "seed " << kTreeSeed << " size " << want << ": " << root.status();
      const auto expected = RootOf(TreeSize(want), [&](int l, uint64_t i) -> absl::StatusOr<Hash> {
        return log.Node(l, i);
      });
      ASSERT_EQ(*root, *expected) << "seed " << kTreeSeed << " size " << want;
      if (want == 0) continue;
      const uint64_t last = want - 1;
      ASSERT_EQ(mirror.bundles[last / kTileWidth].size(), last % kTileWidth + 1);
      ASSERT_EQ(mirror.bundles[last / kTileWidth][last % kTileWidth], log.EntryAt(last));
    }
  }
}

TEST(Bundle, IsSplitAsItWasJoined) {
  const std::vector<std::string> entries = {"", "a", std::string(65535, 'x'),
                                            std::string("\0\1\n", 3)};
  std::string bundle;
  for (const std::string& entry : entries) AppendToBundle(entry, bundle);
  EXPECT_EQ(bundle.substr(0, 5), std::string("\0\0\0\1a", 5));
  const auto split = SplitBundle(bundle);
  ASSERT_TRUE(split.ok()) << split.status();
  EXPECT_EQ(*split, entries);
}

TEST(Bundle, RefusesAnythingCutShortAndTooManyEntries) {
  std::string bundle;
  AppendToBundle("first", bundle);
  AppendToBundle("second", bundle);
  for (size_t size = 1; size < bundle.size(); ++size) {
    if (size == 7) continue;  // just the first entry
    EXPECT_EQ(ReasonOf(SplitBundle(bundle.substr(0, size)).status()), "BUNDLE") << size;
  }
  bundle.clear();
  for (int i = 0; i < 256; ++i) AppendToBundle("e", bundle);
  EXPECT_TRUE(SplitBundle(bundle).ok());
  AppendToBundle("e", bundle);
  EXPECT_EQ(ReasonOf(SplitBundle(bundle).status()), "BUNDLE");
}

TEST(Bundle, RefusesAnEntryThatItsLengthCannotSay) {
  std::string bundle;
  EXPECT_DEATH(AppendToBundle(std::string(65536, 'x'), bundle), "size");
}

}  // namespace
}  // namespace liaison
