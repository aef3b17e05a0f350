// T5: what is allowed and most often a mistake. Warnings, all of them.
#include <map>
#include <string>
#include <utility>

#include "clients/core/geometry/topology_run.h"

namespace liaison {
namespace {

constexpr double kShortEdgeMeters = 0.1;
constexpr double kLongEdgeMeters = 10'000;

// One finding a feature and kind of edge: the shortest, the longest.
void CheckEdges(TopologyRun& run, const MapFeature& feature) {
  if (std::holds_alternative<MapPoint>(feature.geometry)) return;
  double longest = kLongEdgeMeters;
  double shortest = kShortEdgeMeters;
  std::optional<MapPoint> longest_at;
  std::optional<MapPoint> shortest_at;
  ForEachEdge(feature.geometry, [&](const MapEdge& edge) {
    const double meters = WayBetween(PlaceOf(edge.a), PlaceOf(edge.b)).meters;
    if (meters > longest) {
      longest = meters;
      longest_at = edge.a;
    }
    if (meters < shortest) {
      shortest = meters;
      shortest_at = edge.a;
    }
  });
  if (longest_at.has_value()) {
    run.findings().push_back({.code = "LONG_EDGE",
                              .feature = feature.id,
                              .at = longest_at,
                              .value = MetersText(longest)});
  }
  if (shortest_at.has_value()) {
    run.findings().push_back({.code = "SHORT_EDGE",
                              .feature = feature.id,
                              .at = shortest_at,
                              .value = MetersText(shortest)});
  }
}

void CheckLine(TopologyRun& run, const MapFeature& line) {
  const MapFeature* zone = run.Find(line.zone, MapFeatureKind::kZone);
  if (line.kind != MapFeatureKind::kLine || zone == nullptr) return;
  if (!run.IsValid(line) || !run.IsValid(*zone)) return;
  double farthest = kAlongMeters;
  std::optional<MapPoint> at;
  for (const MapEdge& edge : run.BorderOf(line).edges()) {
    for (const Place& place : PlacesAlong(edge, kMapPieceMeters)) {
      const double meters = run.BorderOf(*zone).Nearest(place, kNoLimitMeters).meters;
      if (meters <= farthest) continue;
      farthest = meters;
      at = NearestPoint(place);
    }
  }
  if (!at.has_value()) return;
  run.findings().push_back({.code = "OFF_BORDER",
                            .feature = line.id,
                            .at = at,
                            .other = zone->id,
                            .value = MetersText(farthest)});
}

void CheckSurveys(TopologyRun& run, const MapFeature& feature) {
  const auto* point = std::get_if<MapPoint>(&feature.geometry);
  if (point == nullptr) return;
  for (const MapSurvey& survey : feature.surveys) {
    const double meters = WayBetween(PlaceOf(*point), PlaceOf(survey.lonlat)).meters;
    if (meters <= static_cast<double>(survey.acc_cm) / 100) continue;
    run.findings().push_back({.code = "OFF_SURVEY",
                              .feature = feature.id,
                              .at = survey.lonlat,
                              .other = survey.by,
                              .value = MetersText(meters)});
  }
}

struct LessGeometry {
  bool operator()(const MapGeometry* a, const MapGeometry* b) const { return *a < *b; }
};

// The first one that has it owns it; each later one is told.
void CheckTwice(TopologyRun& run) {
  std::map<const MapGeometry*, std::string, LessGeometry> geometries;
  std::map<std::pair<std::string, std::string>, std::string> names;  // language, name
  for (const MapFeature& feature : run.document().features) {
    const auto [same, is_new] = geometries.emplace(&feature.geometry, feature.id);
    if (!is_new) {
      run.findings().push_back(
          {.code = "SAME_GEOMETRY", .feature = feature.id, .other = same->second});
    }
    std::string told;
    for (const auto& name : feature.names) {
      const auto [owner, is_first] = names.emplace(name, feature.id);
      if (is_first || owner->second == told) continue;
      told = owner->second;
      run.findings().push_back(
          {.code = "SAME_NAME", .feature = feature.id, .other = told, .value = name.second});
    }
  }
}

}  // namespace

void CheckOddities(TopologyRun& run) {
  for (const MapFeature& feature : run.document().features) {
    CheckEdges(run, feature);
    CheckLine(run, feature);
    CheckSurveys(run, feature);
  }
  CheckTwice(run);
}

}  // namespace liaison
