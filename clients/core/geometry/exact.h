// Which side of an edge a point lies on, in integers: no rounding, the same answer on every
// machine. Source: MAPS section 2, rule 5 (an edge is straight in longitude and latitude).
#ifndef LIAISON_CLIENTS_CORE_GEOMETRY_EXACT_H_
#define LIAISON_CLIENTS_CORE_GEOMETRY_EXACT_H_

#include <cstdint>
#include <vector>

#include "absl/functional/function_ref.h"
#include "clients/core/map_document/document.h"

namespace liaison {

struct MapEdge {
  MapPoint a;
  MapPoint b;
  friend auto operator<=>(const MapEdge&, const MapEdge&) = default;
};

// Both ends belong to it. As it stands it holds nothing.
struct MapBox {
  int32_t min_lon = INT32_MAX;
  int32_t min_lat = INT32_MAX;
  int32_t max_lon = INT32_MIN;
  int32_t max_lat = INT32_MIN;

  void Add(const MapPoint& point);
  void Add(const MapBox& box);
  bool Contains(const MapPoint& point) const;
  bool Meets(const MapBox& box) const;
};
MapBox BoxOf(const MapEdge& edge);

// 1: `point` lies to the left of the line from edge.a to edge.b; -1: to the right; 0: on it.
int SideOfEdge(const MapEdge& edge, const MapPoint& point);
bool LiesOn(const MapEdge& edge, const MapPoint& point);

// All edges of areas (their rings closed) or of a line, ring by ring in their order. A point is one
// edge without length.
void ForEachEdge(const MapGeometry& geometry, absl::FunctionRef<void(const MapEdge&)> edge);
std::vector<MapEdge> EdgesOf(const MapGeometry& geometry);

// Counts the edges that the ray from a point to the west crosses, by the even-odd rule over all
// rings of an area at once. The boundary, of holes too, belongs to the area.
class RayCount {
 public:
  explicit RayCount(const MapPoint& from) : from_(from) {}
  void Add(const MapEdge& edge);
  // Whether edges within `box` can change the answer.
  bool Needs(const MapBox& box) const;
  bool Inside() const { return on_edge_ || odd_; }

 private:
  MapPoint from_;
  bool odd_ = false;
  bool on_edge_ = false;
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_GEOMETRY_EXACT_H_
