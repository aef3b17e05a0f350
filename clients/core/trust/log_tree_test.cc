#include "clients/core/trust/log_tree.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "proto/base/error.h"
#include "proto/wire/leaf.h"
#include "proto/wire/merkle.h"

namespace liaison {
namespace {

Hash LeafOf(uint64_t index) { return LeafHash(absl::StrCat("entry ", index)); }

TEST(LogTree, HasTheRootsOfAGrowingFrontier) {
  LogTree tree;
  Frontier frontier;
  EXPECT_EQ(*tree.RootAt(TreeSize(0)), EmptyRoot());
  for (uint64_t i = 0; i < 600; ++i) {
    tree.Append(LeafOf(i));
    frontier.Append(LeafOf(i), [](int, uint64_t, const Hash&) {});
    ASSERT_EQ(*tree.RootAt(TreeSize(i + 1)), frontier.Root()) << i;
  }
}

TEST(LogTree, ForgetsWhatWasTruncated) {
  LogTree tree;
  for (uint64_t i = 0; i < 300; ++i) tree.Append(LeafOf(i));
  const Hash root = *tree.RootAt(TreeSize(300));
  for (const uint64_t size : {299u, 256u, 255u, 1u, 0u}) {
    tree.Truncate(TreeSize(size));
    EXPECT_EQ(tree.size(), TreeSize(size));
    EXPECT_EQ(ReasonOf(tree.RootAt(TreeSize(size + 1)).status()), "NOT_MIRRORED");
  }
  for (uint64_t i = 0; i < 300; ++i) tree.Append(LeafOf(i));
  EXPECT_EQ(*tree.RootAt(TreeSize(300)), root);
}

TEST(LogTree, ComputesTheSameRootsFromItsTiles) {
  LogTree tree;
  const uint64_t size = 256 * 3 + 70;
  for (uint64_t i = 0; i < size; ++i) tree.Append(LeafOf(i));
  const auto read = [&](absl::string_view path) -> absl::StatusOr<std::string> {
    const absl::StatusOr<TileId> tile = ParseTilePath(path);
    if (!tile.ok()) return tile.status();
    return tree.TileBytes(*tile);
  };
  for (uint64_t old = 0; old <= size; old += 23) {
    const absl::StatusOr<Hash> root = RootFromTiles(TreeSize(old), TreeSize(size), read);
    ASSERT_TRUE(root.ok()) << root.status();
    EXPECT_EQ(*root, *tree.RootAt(TreeSize(old)));
  }
}

TEST(LogTree, RefusesATileOfTheWrongLength) {
  const auto read = [](absl::string_view) -> absl::StatusOr<std::string> { return "short"; };
  EXPECT_EQ(ReasonOf(RootFromTiles(TreeSize(3), TreeSize(3), read).status()), "TILE");
}

TEST(LogTree, NamesThePartialTilesOfAnEdge) {
  EXPECT_TRUE(PartialTiles(TreeSize(0)).empty());
  std::vector<std::string> paths;
  for (const TileId& tile : PartialTiles(TreeSize(256 * 3 + 70))) paths.push_back(TilePath(tile));
  EXPECT_EQ(paths, (std::vector<std::string>{"tile/0/003.p/70", "tile/entries/003.p/70",
                                             "tile/1/000.p/3"}));
}

}  // namespace
}  // namespace liaison
