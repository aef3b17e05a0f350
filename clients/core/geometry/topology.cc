#include "clients/core/geometry/topology.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "absl/strings/str_format.h"
#include "clients/core/geometry/topology_run.h"

namespace liaison {

TopologyRun::TopologyRun(const MapDocument& document)
    : document_(document), findings_(CheckValidity(document)) {
  for (const MapFinding& finding : findings_) invalid_.insert(finding.feature);
}

const MapFeature* TopologyRun::Find(absl::string_view id, MapFeatureKind kind) const {
  const MapFeature* found = document_.Find(id);
  return found != nullptr && found->kind == kind ? found : nullptr;
}

const Border& TopologyRun::BorderOf(const MapFeature& feature) {
  const auto found = borders_.find(&feature);
  if (found != borders_.end()) return found->second;
  return borders_.emplace(&feature, Border(feature.geometry)).first->second;
}

std::string MetersText(double meters) {
  return meters < 1000 ? absl::StrFormat("%.1f m", meters)
                       : absl::StrFormat("%.3f km", meters / 1000);
}

std::string KmSquareText(double m2) { return absl::StrFormat("%.4f km2", m2 / 1e6); }

MapPoint NearestPoint(const Place& place) {
  return {static_cast<int32_t>(std::lround(place.lon * 1e7)),
          static_cast<int32_t>(std::lround(place.lat * 1e7))};
}

MapBox Widened(const MapBox& box) {
  constexpr int32_t kUnits = 1000;
  const auto down = [](int32_t value) { return std::max(value, INT32_MIN + kUnits) - kUnits; };
  const auto up = [](int32_t value) { return std::min(value, INT32_MAX - kUnits) + kUnits; };
  return {down(box.min_lon), down(box.min_lat), up(box.max_lon), up(box.max_lat)};
}

std::vector<MapFinding> CheckTopology(const MapDocument& document,
                                      const std::vector<const MapDocument*>& neighbours) {
  TopologyRun run(document);
  CheckZones(run, neighbours);
  CheckReferences(run);
  CheckPosts(run);
  CheckOddities(run);
  std::vector<MapFinding> findings = std::move(run.findings());
  std::stable_sort(findings.begin(), findings.end(), [](const MapFinding& a, const MapFinding& b) {
    return std::tie(a.feature, a.code) < std::tie(b.feature, b.code);
  });
  return findings;
}

}  // namespace liaison
