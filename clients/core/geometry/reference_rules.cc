#include <string>
#include <utility>

#include "clients/core/geometry/topology_run.h"

namespace liaison {
namespace {

// Two borders run together if this much of them does; less is a touch.
constexpr double kSharedMeters = 2;
constexpr double kNearMissMeters = 50;

// The feature that `member` of `feature` names; nullptr, with a finding, if there is none.
const MapFeature* Follow(TopologyRun& run, const MapFeature& feature, const std::string& id,
                         MapFeatureKind kind) {
  if (id.empty()) return nullptr;
  const MapFeature* found = run.Find(id, kind);
  if (found == nullptr) {
    run.findings().push_back(
        {.code = "DANGLING_REF", .error = true, .feature = feature.id, .other = id});
  }
  return found;
}

bool RunsAlong(const Border& border, const Border& along) {
  double shared = 0;
  for (const MapEdge& edge : border.edges()) {
    if (!along.HasEdgeIn(Widened(BoxOf(edge)))) continue;
    const std::vector<Place> places = PlacesAlong(edge, kFinePieceMeters);
    bool before = along.Nearest(places.front(), kAlongMeters).meters <= kAlongMeters;
    for (size_t i = 1; i < places.size(); ++i) {
      const bool here = along.Nearest(places[i], kAlongMeters).meters <= kAlongMeters;
      if (std::exchange(before, here) && here) {
        shared += WayBetween(places[i - 1], places[i]).meters;
      }
      if (shared >= kSharedMeters) return true;
    }
  }
  return false;
}

void CheckSide(TopologyRun& run, const MapFeature& strip, const MapFeature& zone) {
  if (strip.side == "both") return;
  const auto& area = std::get<MapMultiPolygon>(strip.geometry);
  const auto& of = std::get<MapMultiPolygon>(zone.geometry);
  const absl::StatusOr<MapMultiPolygon> wrong = strip.side == "inside"
                                                    ? run.shapes().Difference(area, of)
                                                    : run.shapes().Intersection(area, of);
  if (!wrong.ok()) return;  // both are valid
  double m2 = 0;
  std::optional<MapPoint> at;
  for (const MapPolygon& part : *wrong) {
    const Extent extent = ExtentOf(part);
    if (extent.thickness_m() < kSliverMeters) continue;
    m2 += extent.m2;
    if (!at.has_value()) at = part.front().front();
  }
  if (!at.has_value()) return;
  run.findings().push_back({.code = "WRONG_SIDE",
                            .error = true,
                            .feature = strip.id,
                            .at = at,
                            .other = zone.id,
                            .value = KmSquareText(m2)});
}

void CheckStrip(TopologyRun& run, const MapFeature& strip, const MapFeature& zone) {
  if (!run.IsValid(strip) || !run.IsValid(zone)) return;
  if (!RunsAlong(run.BorderOf(strip), run.BorderOf(zone))) {
    run.findings().push_back(
        {.code = "NOT_ADJACENT", .error = true, .feature = strip.id, .other = zone.id});
  }
  CheckSide(run, strip, zone);
  CheckGap(run, strip, zone, zone.id);
}

}  // namespace

void CheckReferences(TopologyRun& run) {
  for (const MapFeature& feature : run.document().features) {
    const MapFeature* zone = Follow(run, feature, feature.zone, MapFeatureKind::kZone);
    Follow(run, feature, feature.security_zone, MapFeatureKind::kSecurityZone);
    if (zone != nullptr && feature.kind == MapFeatureKind::kSecurityZone) {
      CheckStrip(run, feature, *zone);
    }
  }
}

void CheckPosts(TopologyRun& run) {
  for (const MapFeature& post : run.document().features) {
    const auto* point = std::get_if<MapPoint>(&post.geometry);
    const MapFeature* strip = run.Find(post.security_zone, MapFeatureKind::kSecurityZone);
    if (point == nullptr || strip == nullptr || !run.IsValid(*strip)) continue;
    const Border& border = run.BorderOf(*strip);
    if (border.Contains(*point)) continue;
    const double meters = border.Nearest(PlaceOf(*point), kNoLimitMeters).meters;
    const bool outside = meters > kNearMissMeters;
    run.findings().push_back({.code = outside ? "POST_OUTSIDE" : "NEAR_MISS",
                              .error = outside,
                              .feature = post.id,
                              .at = *point,
                              .other = strip->id,
                              .value = MetersText(meters)});
  }
}

}  // namespace liaison
