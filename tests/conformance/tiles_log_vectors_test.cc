// A tlog-tiles log of 15 leaves that tessera wrote, with a checkpoint for every size.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "proto/text/note.h"
#include "proto/wire/checkpoint.h"
#include "proto/wire/leaf.h"
#include "proto/wire/merkle.h"
#include "proto/wire/sodium_crypto.h"
#include "proto/wire/tile_path.h"
#include "tests/conformance/vectors.h"

namespace liaison {
namespace {

constexpr char kFolder[] = "tessera-log/testdata/log/";
constexpr char kLogKey[] =
    "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx";
constexpr uint64_t kSize = 15;

std::string File(absl::string_view path) { return ReadVector(absl::StrCat(kFolder, path)); }

VKey LogKey() { return *ParseVKey(kLogKey, SodiumCrypto()); }

std::vector<std::string> Entries() {
  return *SplitBundle(File(TilePath({true, 0, 0, static_cast<uint32_t>(kSize)})));
}

TEST(TilesLogVectors, EveryCheckpointVerifiesAndHasTheRootOfTheEntries) {
  const std::vector<std::string> entries = Entries();
  ASSERT_EQ(entries.size(), kSize);
  Frontier frontier;
  int roots = 0;
  for (uint64_t size = 0; size <= kSize; ++size) {
    const auto opened = OpenCheckpoint(File(absl::StrCat("checkpoint.", size)), LogKey());
    ASSERT_TRUE(opened.ok()) << size << ": " << opened.status();
    EXPECT_EQ(opened->size(), TreeSize(size));
    if (opened->root() == frontier.Root()) ++roots;
    if (size < kSize) frontier.Append(LeafHash(entries[size]), [](int, uint64_t, const Hash&) {});
  }
  EXPECT_EQ(roots, 16);
  const auto newest = OpenCheckpoint(File("checkpoint"), LogKey());
  ASSERT_TRUE(newest.ok()) << newest.status();
  EXPECT_EQ(newest->size(), TreeSize(kSize));
}

TEST(TilesLogVectors, EveryTileAndBundleIsWhatWeWouldWrite) {
  const std::vector<std::string> entries = Entries();
  ASSERT_EQ(entries.size(), kSize);
  std::string hashes;
  std::string bundle;
  for (uint64_t size = 1; size <= kSize; ++size) {
    const std::string& entry = entries[size - 1];
    absl::StrAppend(&hashes, LeafHash(entry).view());
    AppendToBundle(entry, bundle);
    const std::vector<TileId> tiles = TilesBetween(TreeSize(0), TreeSize(size));
    ASSERT_EQ(tiles.size(), 2U);
    EXPECT_EQ(File(TilePath(tiles[0])), hashes) << size;
    EXPECT_EQ(File(TilePath(tiles[1])), bundle) << size;
  }
}

TEST(TilesLogVectors, ProofsFromItsTilesVerifyUnderItsCheckpoints) {
  const std::vector<std::string> entries = Entries();
  const Hash newest = OpenCheckpoint(File("checkpoint"), LogKey())->root();
  const std::string tile = File(TilePath({false, 0, 0, static_cast<uint32_t>(kSize)}));
  const auto node = [&](int level, uint64_t index) -> absl::StatusOr<Hash> {
    Frontier subtree;
    for (uint64_t i = index << level; i < (index + 1) << level; ++i) {
      subtree.Append(*FixedFromBytes<Hash>(absl::string_view(tile).substr(i * 32, 32)),
                     [](int, uint64_t, const Hash&) {});
    }
    return subtree.Root();
  };
  for (uint64_t i = 0; i < kSize; ++i) {
    const auto proof = InclusionProof(LeafIndex(i), TreeSize(kSize), node);
    ASSERT_TRUE(proof.ok()) << proof.status();
    EXPECT_TRUE(
        CheckInclusion(LeafIndex(i), TreeSize(kSize), LeafHash(entries[i]), *proof, newest).ok());
    const TreeSize old_size(i + 1);
    const Hash old_root =
        OpenCheckpoint(File(absl::StrCat("checkpoint.", i + 1)), LogKey())->root();
    const auto consistency = ConsistencyProof(old_size, TreeSize(kSize), node);
    ASSERT_TRUE(consistency.ok()) << consistency.status();
    EXPECT_TRUE(CheckConsistency(old_size, old_root, TreeSize(kSize), newest, *consistency).ok());
  }
}

}  // namespace
}  // namespace liaison
