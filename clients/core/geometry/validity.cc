// T1: each geometry by itself.
#include <cstdlib>
#include <optional>
#include <utility>

#include "clients/core/geometry/exact.h"
#include "clients/core/geometry/shapes.h"
#include "clients/core/geometry/topology.h"
#include "clients/core/map_document/shoelace.h"

namespace liaison {
namespace {

std::optional<MapFinding> FindShortRing(const MapFeature& feature,
                                        const MapMultiPolygon& polygons) {
  MapFinding finding{.code = "RING_TOO_SHORT", .error = true, .feature = feature.id};
  if (polygons.empty()) return finding;
  for (const MapPolygon& polygon : polygons) {
    if (polygon.empty()) return finding;
    for (const MapRing& ring : polygon) {
      if (HasArea(ring)) continue;
      if (!ring.empty()) finding.at = ring.front();
      return finding;
    }
  }
  return std::nullopt;
}

std::optional<MapFinding> FindAntimeridian(const MapFeature& feature) {
  std::optional<MapFinding> found;
  ForEachEdge(feature.geometry, [&](const MapEdge& edge) {
    if (found.has_value() || std::abs(int64_t{edge.a.lon} - edge.b.lon) <= kMaxMapLon) return;
    found = MapFinding{.code = "ANTIMERIDIAN", .error = true, .feature = feature.id, .at = edge.a};
  });
  return found;
}

// One finding a feature: the first cause hides the others.
std::optional<MapFinding> FindInvalid(Shapes& shapes, const MapFeature& feature) {
  if (std::optional<MapFinding> found = FindAntimeridian(feature)) return found;
  if (const auto* line = std::get_if<MapLine>(&feature.geometry)) {
    if (line->size() >= 2) return std::nullopt;
    return MapFinding{.code = "INVALID_GEOMETRY",
                      .error = true,
                      .feature = feature.id,
                      .value = "Too few points in geometry component"};
  }
  const auto* polygons = std::get_if<MapMultiPolygon>(&feature.geometry);
  if (polygons == nullptr) return std::nullopt;
  if (std::optional<MapFinding> found = FindShortRing(feature, *polygons)) return found;
  if (const std::optional<InvalidPlace> invalid = shapes.FindInvalid(*polygons)) {
    return MapFinding{.code = "INVALID_GEOMETRY",
                      .error = true,
                      .feature = feature.id,
                      .at = invalid->at,
                      .value = invalid->reason};
  }
  return std::nullopt;
}

}  // namespace

std::vector<MapFinding> CheckValidity(const MapDocument& document) {
  Shapes shapes;
  std::vector<MapFinding> findings;
  for (const MapFeature& feature : document.features) {
    if (std::optional<MapFinding> found = FindInvalid(shapes, feature)) {
      findings.push_back(*std::move(found));
    }
  }
  return findings;
}

}  // namespace liaison
