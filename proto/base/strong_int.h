// Index, count and size are different types, so that none is passed for another.
#ifndef LIAISON_PROTO_BASE_STRONG_INT_H_
#define LIAISON_PROTO_BASE_STRONG_INT_H_

#include <compare>
#include <cstdint>
#include <utility>

namespace liaison {

template <typename Tag>
class StrongInt {
 public:
  constexpr StrongInt() = default;
  explicit constexpr StrongInt(uint64_t value) : value_(value) {}
  constexpr uint64_t value() const { return value_; }
  friend constexpr auto operator<=>(StrongInt, StrongInt) = default;

  template <typename H>
  friend H AbslHashValue(H state, StrongInt number) {
    return H::combine(std::move(state), number.value_);
  }

 private:
  uint64_t value_ = 0;
};

struct LeafIndexTag;
struct TreeSizeTag;
using LeafIndex = StrongInt<LeafIndexTag>;  // position of a record in the log; 0 is the charter
using TreeSize = StrongInt<TreeSizeTag>;    // number of leaves

// The tree that ends just after this leaf, and the tree that this leaf comes after.
constexpr TreeSize SizeThrough(LeafIndex index) { return TreeSize(index.value() + 1); }
constexpr TreeSize SizeBefore(LeafIndex index) { return TreeSize(index.value()); }
constexpr bool Contains(TreeSize size, LeafIndex index) { return index.value() < size.value(); }

}  // namespace liaison

#endif  // LIAISON_PROTO_BASE_STRONG_INT_H_
