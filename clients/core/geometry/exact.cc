#include "clients/core/geometry/exact.h"

#include <algorithm>

#include "absl/numeric/int128.h"

namespace liaison {
namespace {

// Differences of coordinates take 33 bits, their products 66.
using Wide = absl::int128;

void ForEachEdgeOf(const std::vector<MapPoint>& points, bool closed,
                   absl::FunctionRef<void(const MapEdge&)> edge) {
  for (size_t i = 1; i < points.size(); ++i) edge({points[i - 1], points[i]});
  if (closed && points.size() > 1) edge({points.back(), points.front()});
}

}  // namespace

void MapBox::Add(const MapPoint& point) { Add({point.lon, point.lat, point.lon, point.lat}); }

void MapBox::Add(const MapBox& box) {
  min_lon = std::min(min_lon, box.min_lon);
  min_lat = std::min(min_lat, box.min_lat);
  max_lon = std::max(max_lon, box.max_lon);
  max_lat = std::max(max_lat, box.max_lat);
}

bool MapBox::Contains(const MapPoint& point) const {
  return min_lon <= point.lon && point.lon <= max_lon && min_lat <= point.lat &&
         point.lat <= max_lat;
}

bool MapBox::Meets(const MapBox& box) const {
  return min_lon <= box.max_lon && box.min_lon <= max_lon && min_lat <= box.max_lat &&
         box.min_lat <= max_lat;
}

MapBox BoxOf(const MapEdge& edge) {
  MapBox box;
  box.Add(edge.a);
  box.Add(edge.b);
  return box;
}

int SideOfEdge(const MapEdge& edge, const MapPoint& point) {
  const Wide along_lon = Wide(edge.b.lon) - edge.a.lon;
  const Wide along_lat = Wide(edge.b.lat) - edge.a.lat;
  const Wide cross =
      along_lon * (Wide(point.lat) - edge.a.lat) - along_lat * (Wide(point.lon) - edge.a.lon);
  return (cross > 0) - (cross < 0);
}

bool LiesOn(const MapEdge& edge, const MapPoint& point) {
  return BoxOf(edge).Contains(point) && SideOfEdge(edge, point) == 0;
}

void ForEachEdge(const MapGeometry& geometry, absl::FunctionRef<void(const MapEdge&)> edge) {
  if (const auto* polygons = std::get_if<MapMultiPolygon>(&geometry)) {
    for (const MapPolygon& polygon : *polygons) {
      for (const MapRing& ring : polygon) ForEachEdgeOf(ring, true, edge);
    }
  } else if (const auto* line = std::get_if<MapLine>(&geometry)) {
    ForEachEdgeOf(*line, false, edge);
  } else {
    const MapPoint& point = std::get<MapPoint>(geometry);
    edge({point, point});
  }
}

std::vector<MapEdge> EdgesOf(const MapGeometry& geometry) {
  std::vector<MapEdge> edges;
  ForEachEdge(geometry, [&](const MapEdge& edge) { edges.push_back(edge); });
  return edges;
}

bool RayCount::Needs(const MapBox& box) const {
  return !on_edge_ && box.min_lat <= from_.lat && from_.lat <= box.max_lat &&
         box.min_lon <= from_.lon;
}

void RayCount::Add(const MapEdge& edge) {
  if (LiesOn(edge, from_)) on_edge_ = true;
  // Half-open in latitude: a vertex on the ray counts once for the edges above it.
  const bool upward = edge.a.lat <= from_.lat && from_.lat < edge.b.lat;
  const bool downward = edge.b.lat <= from_.lat && from_.lat < edge.a.lat;
  if (!upward && !downward) return;
  // The edge lies to the west of the point if the point is right of it going up, left going down.
  if (SideOfEdge(edge, from_) == (upward ? -1 : 1)) odd_ = !odd_;
}

}  // namespace liaison
