#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/core/geometry/topology.h"
#include "clients/core/geometry/topology_run.h"

namespace liaison {
namespace {

// Borders that are to be the same may differ by what rounding to the grid does.
constexpr double kRoundingMeters = 0.02;

struct Zone {
  const MapFeature* feature = nullptr;
  std::string name;  // in findings of another one: "zone-a", of a neighbour "map-b/zone-a"
  bool own = false;
};

// Own zones first.
std::vector<Zone> AllZones(const TopologyRun& run,
                           const std::vector<const MapDocument*>& neighbours) {
  std::vector<Zone> zones;
  for (const MapFeature& feature : run.document().features) {
    if (feature.kind != MapFeatureKind::kZone || !run.IsValid(feature)) continue;
    zones.push_back({&feature, feature.id, true});
  }
  for (const MapDocument* neighbour : neighbours) {
    std::set<std::string> invalid;
    for (const MapFinding& finding : CheckValidity(*neighbour)) invalid.insert(finding.feature);
    for (const MapFeature& feature : neighbour->features) {
      if (feature.kind != MapFeatureKind::kZone || invalid.contains(feature.id)) continue;
      zones.push_back({&feature, absl::StrCat(neighbour->map, "/", feature.id), false});
    }
  }
  return zones;
}

void CheckOverlap(TopologyRun& run, const MapFeature& a, const Zone& b) {
  const absl::StatusOr<MapMultiPolygon> shared = run.shapes().Intersection(
      std::get<MapMultiPolygon>(a.geometry), std::get<MapMultiPolygon>(b.feature->geometry));
  if (!shared.ok() || shared->empty()) return;  // both are valid
  double m2 = 0;
  double thickest = -1;
  MapPoint at;
  for (const MapPolygon& part : *shared) {
    const Extent extent = ExtentOf(part);
    m2 += extent.m2;
    if (extent.thickness_m() <= thickest) continue;
    thickest = extent.thickness_m();
    at = part.front().front();
  }
  const bool overlap = thickest >= kSliverMeters;
  run.findings().push_back({.code = overlap ? "ZONE_OVERLAP" : "SLIVER",
                            .error = overlap,
                            .feature = a.id,
                            .at = at,
                            .other = b.name,
                            .value = overlap ? KmSquareText(m2) : MetersText(thickest)});
}

}  // namespace

void CheckGap(TopologyRun& run, const MapFeature& a, const MapFeature& b,
              const std::string& other) {
  const Border& border = run.BorderOf(b);
  for (const MapEdge& edge : run.BorderOf(a).edges()) {
    if (border.Shares(edge) || !border.HasEdgeIn(Widened(BoxOf(edge)))) continue;
    const std::vector<Place> places = PlacesAlong(edge, kFinePieceMeters);
    double before = border.Nearest(places.front(), kSliverMeters).meters;
    for (size_t i = 1; i < places.size(); ++i) {
      const double here = border.Nearest(places[i], kSliverMeters).meters;
      const double width = std::max(std::exchange(before, here), here);
      if (width > kSliverMeters || width < kRoundingMeters) continue;
      const MapPoint middle = NearestPoint({.lon = (places[i - 1].lon + places[i].lon) / 2,
                                            .lat = (places[i - 1].lat + places[i].lat) / 2});
      if (border.Contains(middle)) continue;  // they overlap there
      run.findings().push_back({.code = "THIN_GAP",
                                .feature = a.id,
                                .at = middle,
                                .other = other,
                                .value = MetersText(width)});
      return;
    }
  }
}

void CheckZones(TopologyRun& run, const std::vector<const MapDocument*>& neighbours) {
  const std::vector<Zone> zones = AllZones(run, neighbours);
  std::vector<MapBox> boxes;
  for (const Zone& zone : zones) boxes.push_back(run.BorderOf(*zone.feature).box());
  std::vector<MapBox> packed;
  const std::vector<size_t> order = PackingOrder(boxes);
  for (const size_t i : order) packed.push_back(boxes[i]);
  const BoxTree tree(std::move(packed));
  for (size_t i = 0; i < zones.size() && zones[i].own; ++i) {
    const MapBox near = Widened(boxes[i]);
    tree.Visit([&](const MapBox& box) { return box.Meets(near); },
               [&](size_t leaf) {
                 const size_t k = order[leaf];
                 if (k <= i) return;  // each pair once
                 CheckOverlap(run, *zones[i].feature, zones[k]);
                 CheckGap(run, *zones[i].feature, *zones[k].feature, zones[k].name);
               });
  }
}

}  // namespace liaison
