// A search tree over boxes that lie in a good order already (edges along a ring; anything by
// PackingOrder): each node is the box of sixteen below it, found by arithmetic on indices.
#ifndef LIAISON_CLIENTS_CORE_GEOMETRY_BOX_TREE_H_
#define LIAISON_CLIENTS_CORE_GEOMETRY_BOX_TREE_H_

#include <cstddef>
#include <vector>

#include "absl/functional/function_ref.h"
#include "clients/core/geometry/exact.h"

namespace liaison {

// Immutable. Thread: any.
class BoxTree {
 public:
  explicit BoxTree(std::vector<MapBox> leaves);

  // Calls leaf(i) for each leaf that `may` and all boxes above it pass, in their order.
  void Visit(absl::FunctionRef<bool(const MapBox&)> may,
             absl::FunctionRef<void(size_t)> leaf) const;
  // Calls leaf(i) in the order of bound(box), as long as that is not above the limit; each leaf
  // gives the limit from there on. bound(box) is at most the bound of what the box holds.
  void VisitNearest(absl::FunctionRef<double(const MapBox&)> bound, double limit,
                    absl::FunctionRef<double(size_t)> leaf) const;
  MapBox box() const;  // of everything

 private:
  static constexpr size_t kFanOut = 16;
  void VisitBelow(size_t level, size_t index, absl::FunctionRef<bool(const MapBox&)> may,
                  absl::FunctionRef<void(size_t)> leaf) const;

  // [0] the leaves; the last level has at most one box.
  std::vector<std::vector<MapBox>> levels_;
};

// The order in which neighbours in space are neighbours in the list (sort, tile, recurse).
std::vector<size_t> PackingOrder(const std::vector<MapBox>& boxes);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_GEOMETRY_BOX_TREE_H_
