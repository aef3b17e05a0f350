#include "proto/wire/merkle.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "proto/base/check.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/wire/leaf.h"

namespace liaison {
namespace {

absl::Status WrongProof(absl::string_view field, absl::string_view what) {
  return MakeError(absl::StatusCode::kDataLoss, what, {"PROOF", "", std::string(field)});
}

// The way up from a node, in the words of RFC 9162: fn is the node's index at its level, sn that of
// the last node. Where the last node has no sibling it rises unchanged.
class Climb {
 public:
  Climb(uint64_t fn, uint64_t sn) : fn_(fn), sn_(sn) {}
  bool AtTop() const { return sn_ == 0; }
  bool IsRightChild() const { return (fn_ & 1) == 1; }
  bool SiblingIsLeft() const { return IsRightChild() || fn_ == sn_; }
  void Up() {
    fn_ >>= 1;
    sn_ >>= 1;
  }
  // To the level above the one where this node had its left sibling.
  void UpPastLeftSibling() {
    while (!IsRightChild() && fn_ != 0) Up();
    Up();
  }

 private:
  uint64_t fn_;
  uint64_t sn_;
};

// The largest power of two smaller than `size`, which is 2 or more: where RFC 6962 splits a tree.
uint64_t SplitPoint(uint64_t size) { return std::bit_floor(size - 1); }

// The hash of leaves [begin, begin + size), where begin is a multiple of a power of two >= size.
absl::StatusOr<Hash> RangeRoot(uint64_t begin, uint64_t size, NodeReader node) {
  // From the right: the smallest perfect subtree is the deepest.
  std::optional<Hash> root;
  uint64_t end = begin + size;
  for (uint64_t rest = size; rest != 0; rest &= rest - 1) {
    const int level = std::countr_zero(rest);
    end -= uint64_t{1} << level;
    ASSIGN_OR_RETURN(const Hash left, node(level, end >> level));
    root = root ? NodeHash(left, *root) : left;
  }
  return root ? *root : EmptyRoot();
}

}  // namespace

absl::Status CheckInclusion(LeafIndex index, TreeSize size, const Hash& leaf_hash,
                            absl::Span<const Hash> proof, const Hash& root) {
  if (!Contains(size, index)) return WrongProof("index", "the leaf lies outside the tree");
  Climb climb(index.value(), size.value() - 1);
  Hash hash = leaf_hash;
  for (const Hash& sibling : proof) {
    if (climb.AtTop()) return WrongProof("proof", "the inclusion proof has too many hashes");
    if (climb.SiblingIsLeft()) {
      hash = NodeHash(sibling, hash);
      climb.UpPastLeftSibling();
    } else {
      hash = NodeHash(hash, sibling);
      climb.Up();
    }
  }
  if (!climb.AtTop()) return WrongProof("proof", "the inclusion proof has too few hashes");
  if (hash != root) return WrongProof("root", "the inclusion proof leads to another root");
  return absl::OkStatus();
}

absl::Status CheckConsistency(TreeSize old_size, const Hash& old_root, TreeSize new_size,
                              const Hash& new_root, absl::Span<const Hash> proof) {
  if (old_size.value() == 0) {
    return WrongProof("size", "consistency with an empty tree proves nothing");
  }
  if (old_size > new_size) return WrongProof("size", "the tree has shrunk");
  if (old_size == new_size) {
    if (!proof.empty()) return WrongProof("proof", "a proof between equal sizes has no hashes");
    if (old_root != new_root) return WrongProof("root", "one tree size has two roots");
    return absl::OkStatus();
  }
  Climb climb(old_size.value() - 1, new_size.value() - 1);
  while (climb.IsRightChild()) climb.Up();
  // The old tree may be one perfect subtree; then the proof leaves its root out.
  Hash old_hash = old_root;
  if (!std::has_single_bit(old_size.value())) {
    if (proof.empty()) return WrongProof("proof", "the consistency proof has too few hashes");
    old_hash = proof.front();
    proof.remove_prefix(1);
  }
  Hash new_hash = old_hash;
  for (const Hash& sibling : proof) {
    if (climb.AtTop()) return WrongProof("proof", "the consistency proof has too many hashes");
    if (climb.SiblingIsLeft()) {
      old_hash = NodeHash(sibling, old_hash);
      new_hash = NodeHash(sibling, new_hash);
      climb.UpPastLeftSibling();
    } else {
      new_hash = NodeHash(new_hash, sibling);
      climb.Up();
    }
  }
  if (!climb.AtTop()) return WrongProof("proof", "the consistency proof has too few hashes");
  if (old_hash != old_root) return WrongProof("root", "the proof leads to another old root");
  if (new_hash != new_root) return WrongProof("root", "the proof leads to another new root");
  return absl::OkStatus();
}

absl::StatusOr<Hash> RootOf(TreeSize size, NodeReader node) {
  return RangeRoot(0, size.value(), node);
}

absl::StatusOr<std::vector<Hash>> InclusionProof(LeafIndex index, TreeSize size, NodeReader node) {
  LIAISON_CHECK(Contains(size, index));
  std::vector<Hash> proof;
  uint64_t begin = 0;
  uint64_t width = size.value();
  while (width > 1) {
    const uint64_t split = SplitPoint(width);
    if (index.value() - begin < split) {
      ASSIGN_OR_RETURN(const Hash right, RangeRoot(begin + split, width - split, node));
      proof.push_back(right);
      width = split;
    } else {
      ASSIGN_OR_RETURN(const Hash left, RangeRoot(begin, split, node));
      proof.push_back(left);
      begin += split;
      width -= split;
    }
  }
  std::reverse(proof.begin(), proof.end());  // a proof runs from the leaf's sibling up
  return proof;
}

absl::StatusOr<std::vector<Hash>> ConsistencyProof(TreeSize old_size, TreeSize new_size,
                                                   NodeReader node) {
  LIAISON_CHECK(old_size.value() > 0 && old_size <= new_size);
  std::vector<Hash> proof;
  uint64_t begin = 0;
  uint64_t width = new_size.value();
  while (old_size.value() - begin < width) {
    const uint64_t split = SplitPoint(width);
    if (old_size.value() - begin <= split) {
      ASSIGN_OR_RETURN(const Hash right, RangeRoot(begin + split, width - split, node));
      proof.push_back(right);
      width = split;
    } else {
      ASSIGN_OR_RETURN(const Hash left, RangeRoot(begin, split, node));
      proof.push_back(left);
      begin += split;
      width -= split;
    }
  }
  if (begin != 0) {  // else the last subtree is the old tree, whose root the reader has
    ASSIGN_OR_RETURN(const Hash last, RangeRoot(begin, width, node));
    proof.push_back(last);
  }
  std::reverse(proof.begin(), proof.end());
  return proof;
}

Frontier::Frontier(TreeSize size, std::vector<Hash> subtrees)
    : size_(size), subtrees_(std::move(subtrees)) {
  LIAISON_CHECK(subtrees_.size() == static_cast<size_t>(std::popcount(size_.value())));
}

void Frontier::Append(
    const Hash& leaf_hash,
    absl::FunctionRef<void(int level, uint64_t index, const Hash& hash)> completed) {
  Hash hash = leaf_hash;
  const uint64_t leaf = size_.value();
  int level = 0;
  completed(level, leaf, hash);
  for (uint64_t rest = leaf; (rest & 1) == 1; rest >>= 1) {
    hash = NodeHash(subtrees_.back(), hash);
    subtrees_.pop_back();
    ++level;
    completed(level, leaf >> level, hash);
  }
  subtrees_.push_back(hash);
  size_ = TreeSize(leaf + 1);
}

Hash Frontier::Root() const {
  if (subtrees_.empty()) return EmptyRoot();
  Hash root = subtrees_.back();
  for (size_t i = subtrees_.size() - 1; i > 0; --i) root = NodeHash(subtrees_[i - 1], root);
  return root;
}

}  // namespace liaison
