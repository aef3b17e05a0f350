#include "clients/core/geometry/where.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "clients/core/geometry/border.h"

namespace liaison {
namespace {

// Borders that run together are equally near, whatever the last digits say.
constexpr double kSameMeters = 1e-3;

struct Area {
  std::string id;
  bool zone = false;  // else a security zone
  Border border;
};
struct Line {
  std::string id;
  Border border;
};

bool IsArea(const MapFeature& feature) {
  return std::holds_alternative<MapMultiPolygon>(feature.geometry);
}

// Of the edge that is nearest; at a corner, of both edges there: within the angle that turns left
// only what is left of both is left.
absl::string_view SideOfLine(const Border& line, const NearestBorder& near, const MapPoint& place) {
  if (line.PassesThrough(place)) return "on";
  const std::vector<MapEdge>& edges = line.edges();
  const MapEdge& edge = edges[near.edge];
  int side = SideOfEdge(edge, place);
  const bool at_end = near.along == 1 && near.edge + 1 < edges.size();
  const bool at_start = near.along == 0 && near.edge > 0;
  if (at_end || at_start) {
    const MapEdge& first = at_end ? edge : edges[near.edge - 1];
    const MapEdge& second = at_end ? edges[near.edge + 1] : edge;
    const int turn = SideOfEdge(first, second.b);
    const int a = SideOfEdge(first, place);
    const int b = SideOfEdge(second, place);
    side = turn > 0 ? std::min(a, b) : std::max(a, b);
  }
  return side > 0 ? "left" : side < 0 ? "right" : "on";
}

}  // namespace

struct WhereIndex::Index {
  explicit Index(std::vector<Area> packed, std::vector<MapBox> boxes)
      : areas(std::move(packed)), tree(std::move(boxes)) {}

  // Areas that contain the place, by id.
  std::vector<const Area*> Containing(const MapPoint& place) const;
  std::optional<WhereNearest> Nearest(const Place& from) const;

  std::vector<Area> areas;  // in packing order
  BoxTree tree;
  std::vector<Line> lines;
};

std::vector<const Area*> WhereIndex::Index::Containing(const MapPoint& place) const {
  std::vector<const Area*> found;
  tree.Visit([&](const MapBox& box) { return box.Contains(place); },
             [&](size_t i) {
               if (areas[i].border.Contains(place)) found.push_back(&areas[i]);
             });
  std::sort(found.begin(), found.end(), [](const Area* a, const Area* b) { return a->id < b->id; });
  return found;
}

// Among equally near ones: a zone before a security zone, then by id.
std::optional<WhereNearest> WhereIndex::Index::Nearest(const Place& from) const {
  std::vector<std::pair<NearestBorder, const Area*>> near;
  double limit = kNoLimitMeters;
  const LeastMeters least(from);
  tree.VisitNearest([&](const MapBox& box) { return least.To(box); }, limit,
                    [&](size_t i) {
                      const NearestBorder found = areas[i].border.Nearest(from, limit);
                      if (found.meters <= limit) near.emplace_back(found, &areas[i]);
                      limit = std::min(limit, found.meters + kSameMeters);
                      return limit;
                    });
  const std::pair<NearestBorder, const Area*>* best = nullptr;
  for (const auto& each : near) {
    if (each.first.meters > limit) continue;
    if (best == nullptr || std::tuple(!each.second->zone, each.second->id) <
                               std::tuple(!best->second->zone, best->second->id)) {
      best = &each;
    }
  }
  if (best == nullptr) return std::nullopt;
  return WhereNearest{best->second->id, best->first.meters, best->first.bearing};
}

WhereIndex::WhereIndex(const MapDocument& document) {
  std::vector<const MapFeature*> features;
  std::vector<MapBox> boxes;
  std::vector<Line> lines;
  for (const MapFeature& feature : document.features) {
    if (feature.kind == MapFeatureKind::kLine) {
      lines.push_back({feature.id, Border(feature.geometry)});
    }
    if (!IsArea(feature)) continue;
    features.push_back(&feature);
    MapBox& box = boxes.emplace_back();
    ForEachEdge(feature.geometry, [&](const MapEdge& edge) { box.Add(BoxOf(edge)); });
  }
  std::vector<Area> areas;
  std::vector<MapBox> packed;
  for (const size_t i : PackingOrder(boxes)) {
    areas.push_back({features[i]->id, features[i]->kind == MapFeatureKind::kZone,
                     Border(features[i]->geometry)});
    packed.push_back(boxes[i]);
  }
  index_ = std::make_unique<Index>(std::move(areas), std::move(packed));
  index_->lines = std::move(lines);
}

WhereIndex::WhereIndex(WhereIndex&&) noexcept = default;
WhereIndex::~WhereIndex() = default;

WhereAnswer WhereIndex::Find(const MapPoint& place, double accuracy_m) const {
  const Place from = PlaceOf(place);
  WhereAnswer answer;
  for (const Area* area : index_->Containing(place)) {
    std::vector<WhereZone>& zones = area->zone ? answer.zones : answer.security_zones;
    zones.push_back({area->id, area->border.Nearest(from, kNoLimitMeters).meters});
  }
  double least = kNoLimitMeters;
  for (const Line& line : index_->lines) {
    const NearestBorder near = line.border.Nearest(from, kNoLimitMeters);
    answer.lines.push_back(
        {line.id, std::string(SideOfLine(line.border, near, place)), near.meters});
    least = std::min(least, near.meters);
  }
  std::stable_sort(
      answer.lines.begin(), answer.lines.end(),
      [](const WhereLine& a, const WhereLine& b) { return a.distance_m < b.distance_m; });
  answer.nearest = index_->Nearest(from);
  if (answer.nearest.has_value()) least = std::min(least, answer.nearest->distance_m);
  answer.conflict = answer.zones.size() > 1;
  answer.certain = least >= accuracy_m;
  return answer;
}

std::vector<std::string> WhereIndex::Containing(const MapPoint& place) const {
  std::vector<std::string> ids;
  for (const Area* area : index_->Containing(place)) ids.push_back(area->id);
  return ids;
}

std::vector<std::string> ContainingByScan(const MapDocument& document, const MapPoint& place) {
  std::vector<std::string> ids;
  for (const MapFeature& feature : document.features) {
    if (!IsArea(feature)) continue;
    RayCount ray(place);
    ForEachEdge(feature.geometry, [&](const MapEdge& edge) { ray.Add(edge); });
    if (ray.Inside()) ids.push_back(feature.id);
  }
  std::sort(ids.begin(), ids.end());
  return ids;
}

}  // namespace liaison
