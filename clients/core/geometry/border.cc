#include "clients/core/geometry/border.h"

#include <algorithm>

namespace liaison {
namespace {

std::vector<MapBox> BoxesOf(const std::vector<MapEdge>& edges) {
  std::vector<MapBox> boxes;
  boxes.reserve(edges.size());
  for (const MapEdge& edge : edges) boxes.push_back(BoxOf(edge));
  return boxes;
}

}  // namespace

Border::Border(const MapGeometry& geometry) : edges_(EdgesOf(geometry)), tree_(BoxesOf(edges_)) {}

bool Border::Contains(const MapPoint& point) const {
  RayCount ray(point);
  tree_.Visit([&](const MapBox& box) { return ray.Needs(box); },
              [&](size_t i) { ray.Add(edges_[i]); });
  return ray.Inside();
}

bool Border::PassesThrough(const MapPoint& point) const {
  bool passes = false;
  tree_.Visit([&](const MapBox& box) { return !passes && box.Contains(point); },
              [&](size_t i) { passes = passes || LiesOn(edges_[i], point); });
  return passes;
}

bool Border::Shares(const MapEdge& edge) const {
  bool shares = false;
  const MapBox box = BoxOf(edge);
  tree_.Visit([&](const MapBox& each) { return !shares && each.Meets(box); },
              [&](size_t i) {
                shares = shares || edges_[i] == edge || edges_[i] == MapEdge{edge.b, edge.a};
              });
  return shares;
}

bool Border::HasEdgeIn(const MapBox& box) const {
  bool has = false;
  tree_.Visit([&](const MapBox& each) { return !has && each.Meets(box); },
              [&](size_t) { has = true; });
  return has;
}

NearestBorder Border::Nearest(const Place& from, double limit_m) const {
  NearestBorder best;
  const LeastMeters least(from);
  tree_.VisitNearest([&](const MapBox& box) { return least.To(box); }, limit_m,
                     [&](size_t i) {
                       const NearestOnEdge near = NearestPlace(from, edges_[i]);
                       if (near.way.meters <= limit_m && near.way.meters < best.meters) {
                         best = {near.way.meters, near.way.bearing, i, near.along};
                       }
                       return std::min(limit_m, best.meters);
                     });
  return best;
}

}  // namespace liaison
