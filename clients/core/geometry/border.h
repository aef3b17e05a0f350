// A feature's edges, searchable: what contains a place, and what of it is nearest.
#ifndef LIAISON_CLIENTS_CORE_GEOMETRY_BORDER_H_
#define LIAISON_CLIENTS_CORE_GEOMETRY_BORDER_H_

#include <cstddef>
#include <limits>
#include <vector>

#include "clients/core/geometry/box_tree.h"
#include "clients/core/geometry/exact.h"
#include "clients/core/geometry/geodesic.h"
#include "clients/core/map_document/document.h"

namespace liaison {

inline constexpr double kNoLimitMeters = std::numeric_limits<double>::infinity();

struct NearestBorder {
  double meters = kNoLimitMeters;
  double bearing = 0;
  size_t edge = 0;
  double along = 0;
};

// Copies the edges. Thread: const methods from any.
class Border {
 public:
  explicit Border(const MapGeometry& geometry);

  // Of areas. The boundary belongs to them.
  bool Contains(const MapPoint& point) const;
  bool PassesThrough(const MapPoint& point) const;
  // Whether the edge is one of its own, in either direction.
  bool Shares(const MapEdge& edge) const;
  // Whether the box of an edge meets `box`.
  bool HasEdgeIn(const MapBox& box) const;
  // Infinite if nothing lies within `limit_m`.
  NearestBorder Nearest(const Place& from, double limit_m) const;

  const std::vector<MapEdge>& edges() const { return edges_; }
  MapBox box() const { return tree_.box(); }

 private:
  std::vector<MapEdge> edges_;
  BoxTree tree_;
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_GEOMETRY_BORDER_H_
