#include "proto/wire/merkle.h"

#include <gtest/gtest.h>

#include <bit>
#include <map>
#include <string>
#include <utility>

#include "proto/base/error.h"
#include "proto/wire/leaf.h"

namespace liaison {
namespace {

constexpr uint64_t kPairs = 70;     // all (index, size) and (old, new) up to here
constexpr uint64_t kEveryBit = 32;  // up to here every bit is changed; above, every 64th

std::string Entry(uint64_t index) { return "entry " + std::to_string(index); }

// RFC 6962 section 2.1 as it is written.
Hash NaiveRoot(uint64_t begin, uint64_t end) {
  if (begin == end) return EmptyRoot();
  if (end - begin == 1) return LeafHash(Entry(begin));
  const uint64_t split = std::bit_floor(end - begin - 1);
  return NodeHash(NaiveRoot(begin, begin + split), NaiveRoot(begin + split, end));
}

// A growing tree that keeps every perfect subtree, as the hub does.
class Tree {
 public:
  explicit Tree(uint64_t size) {
    for (uint64_t i = 0; i < size; ++i) Grow();
  }
  void Grow() {
    frontier_.Append(LeafHash(Entry(frontier_.size().value())),
                     [this](int level, uint64_t index, const Hash& hash) {
                       EXPECT_TRUE(nodes_.emplace(std::make_pair(level, index), hash).second);
                     });
  }
  // Fails for a node that is not wholly inside the tree.
  absl::StatusOr<Hash> Node(int level, uint64_t index) const {
    const auto found = nodes_.find({level, index});
    if (found == nodes_.end()) return absl::NotFoundError("no such node");
    return found->second;
  }
  const Frontier& frontier() const { return frontier_; }

 private:
  Frontier frontier_;
  std::map<std::pair<int, uint64_t>, Hash> nodes_;
};

void FlipBit(Hash& hash, size_t bit) {
  hash.bytes[bit / 8] = static_cast<uint8_t>(hash.bytes[bit / 8] ^ (1 << (bit % 8)));
}

void ExpectProofError(const absl::Status& status) {
  ASSERT_EQ(status.code(), absl::StatusCode::kDataLoss) << status;
  ASSERT_EQ(ReasonOf(status), "PROOF");
}

TEST(Frontier, HasTheRootOfRfc6962AtEverySize) {
  Tree tree(0);
  for (uint64_t size = 0; size <= 600; ++size) {
    const Hash root = NaiveRoot(0, size);
    ASSERT_EQ(tree.frontier().Root(), root) << size;
    const auto stored = RootOf(TreeSize(size), [&](int l, uint64_t i) { return tree.Node(l, i); });
    ASSERT_TRUE(stored.ok()) << stored.status();
    ASSERT_EQ(*stored, root) << size;
    tree.Grow();
  }
}

TEST(Frontier, GoesOnFromItsStoredSubtrees) {
  for (uint64_t size = 0; size < 70; ++size) {
    const Tree tree(size);
    std::vector<Hash> subtrees;
    uint64_t begin = 0;
    for (int level = 63; level >= 0; --level) {
      if ((size >> level & 1) == 0) continue;
      subtrees.push_back(*tree.Node(level, begin >> level));
      begin += uint64_t{1} << level;
    }
    Frontier frontier(TreeSize(size), subtrees);
    EXPECT_EQ(frontier.Root(), NaiveRoot(0, size));
    frontier.Append(LeafHash(Entry(size)), [](int, uint64_t, const Hash&) {});
    EXPECT_EQ(frontier.Root(), NaiveRoot(0, size + 1));
  }
}

TEST(Frontier, RefusesANumberOfSubtreesThatIsNotItsSize) {
  EXPECT_DEATH(Frontier(TreeSize(3), {Hash()}), "subtrees_");
}

TEST(InclusionProof, IsAcceptedForEveryLeafAndRefusedWithAnyBitChanged) {
  for (uint64_t size = 1; size <= kPairs; ++size) {
    const Tree tree(size);
    const Hash root = NaiveRoot(0, size);
    for (uint64_t index = 0; index < size; ++index) {
      const Hash leaf = LeafHash(Entry(index));
      auto proof = InclusionProof(LeafIndex(index), TreeSize(size),
                                  [&](int l, uint64_t i) { return tree.Node(l, i); });
      ASSERT_TRUE(proof.ok()) << proof.status();
      const auto check = [&](const Hash& claimed_leaf, const Hash& claimed_root) {
        return CheckInclusion(LeafIndex(index), TreeSize(size), claimed_leaf, *proof, claimed_root);
      };
      ASSERT_TRUE(check(leaf, root).ok()) << index << " of " << size;
      const size_t step = size <= kEveryBit ? 1 : 64;
      for (size_t bit = step == 1 ? 0 : index % 64; bit < 256; bit += step) {
        Hash bad = leaf;
        FlipBit(bad, bit);
        ExpectProofError(check(bad, root));
        bad = root;
        FlipBit(bad, bit);
        ExpectProofError(check(leaf, bad));
        for (Hash& hash : *proof) {
          FlipBit(hash, bit);
          ExpectProofError(check(leaf, root));
          FlipBit(hash, bit);
        }
      }
    }
  }
}

TEST(InclusionProof, IsRefusedAtAnyOtherPlaceAndWithAnyOtherLength) {
  for (uint64_t size = 1; size <= 20; ++size) {
    const Tree tree(size);
    const Hash root = NaiveRoot(0, size);
    for (uint64_t index = 0; index < size; ++index) {
      const Hash leaf = LeafHash(Entry(index));
      const auto made = InclusionProof(LeafIndex(index), TreeSize(size),
                                       [&](int l, uint64_t i) { return tree.Node(l, i); });
      ASSERT_TRUE(made.ok()) << made.status();
      std::vector<Hash> proof = *made;
      for (uint64_t other = 0; other <= size; ++other) {
        if (other == index) continue;
        ExpectProofError(CheckInclusion(LeafIndex(other), TreeSize(size), leaf, proof, root));
      }
      proof.push_back(root);
      ExpectProofError(CheckInclusion(LeafIndex(index), TreeSize(size), leaf, proof, root));
      if (size == 1) continue;
      proof.resize(proof.size() - 2);
      ExpectProofError(CheckInclusion(LeafIndex(index), TreeSize(size), leaf, proof, root));
    }
  }
}

TEST(ConsistencyProof, IsAcceptedForAllSizesAndRefusedWithAnyBitChanged) {
  for (uint64_t new_size = 1; new_size <= kPairs; ++new_size) {
    const Tree tree(new_size);
    const Hash new_root = NaiveRoot(0, new_size);
    for (uint64_t old_size = 1; old_size <= new_size; ++old_size) {
      const Hash old_root = NaiveRoot(0, old_size);
      auto proof = ConsistencyProof(TreeSize(old_size), TreeSize(new_size),
                                    [&](int l, uint64_t i) { return tree.Node(l, i); });
      ASSERT_TRUE(proof.ok()) << proof.status();
      const auto check = [&](const Hash& claimed_old, const Hash& claimed_new) {
        return CheckConsistency(TreeSize(old_size), claimed_old, TreeSize(new_size), claimed_new,
                                *proof);
      };
      ASSERT_TRUE(check(old_root, new_root).ok()) << old_size << " to " << new_size;
      const size_t step = new_size <= kEveryBit ? 1 : 64;
      for (size_t bit = step == 1 ? 0 : old_size % 64; bit < 256; bit += step) {
        Hash bad = old_root;
        FlipBit(bad, bit);
        ExpectProofError(check(bad, new_root));
        bad = new_root;
        FlipBit(bad, bit);
        ExpectProofError(check(old_root, bad));
        for (Hash& hash : *proof) {
          FlipBit(hash, bit);
          ExpectProofError(check(old_root, new_root));
          FlipBit(hash, bit);
        }
      }
      proof->push_back(new_root);
      ExpectProofError(check(old_root, new_root));
      if (proof->size() < 2) continue;
      proof->resize(proof->size() - 2);
      ExpectProofError(check(old_root, new_root));
    }
  }
}

TEST(ConsistencyProof, IsNoProofFromAnEmptyTreeOrToASmallerOne) {
  const Hash empty = EmptyRoot();
  const Hash one = NaiveRoot(0, 1);
  ExpectProofError(CheckConsistency(TreeSize(0), empty, TreeSize(0), empty, {}));
  ExpectProofError(CheckConsistency(TreeSize(0), empty, TreeSize(1), one, {}));
  ExpectProofError(CheckConsistency(TreeSize(2), NaiveRoot(0, 2), TreeSize(1), one, {}));
}

TEST(Proofs, PassOnAnErrorOfTheReader) {
  const auto fail = [](int, uint64_t) -> absl::StatusOr<Hash> {
    return absl::UnavailableError("disk");
  };
  EXPECT_EQ(RootOf(TreeSize(3), fail).status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(InclusionProof(LeafIndex(0), TreeSize(3), fail).status().code(),
            absl::StatusCode::kUnavailable);
  EXPECT_EQ(ConsistencyProof(TreeSize(1), TreeSize(3), fail).status().code(),
            absl::StatusCode::kUnavailable);
}

TEST(Proofs, WorkInATreeNearTheLargestSize) {
  // All nodes of a level alike: a tree of equal leaves, too large to build.
  std::vector<Hash> level_hash = {LeafHash("same")};
  for (int level = 1; level < 64; ++level) {
    level_hash.push_back(NodeHash(level_hash.back(), level_hash.back()));
  }
  const auto node = [&](int level, uint64_t) -> absl::StatusOr<Hash> {
    return level_hash[static_cast<size_t>(level)];
  };
  const TreeSize size(~uint64_t{0});
  const auto root = RootOf(size, node);
  ASSERT_TRUE(root.ok());
  for (const uint64_t index : {uint64_t{0}, uint64_t{1} << 63, size.value() - 1}) {
    const auto proof = InclusionProof(LeafIndex(index), size, node);
    ASSERT_TRUE(proof.ok());
    EXPECT_TRUE(CheckInclusion(LeafIndex(index), size, level_hash[0], *proof, *root).ok()) << index;
  }
  for (const uint64_t old_size : {uint64_t{1}, uint64_t{3}, uint64_t{1} << 63, size.value() - 1}) {
    const auto proof = ConsistencyProof(TreeSize(old_size), size, node);
    ASSERT_TRUE(proof.ok());
    EXPECT_TRUE(
        CheckConsistency(TreeSize(old_size), *RootOf(TreeSize(old_size), node), size, *root, *proof)
            .ok())
        << old_size;
  }
}

}  // namespace
}  // namespace liaison
