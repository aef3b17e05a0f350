#include "clients/core/map_document/document.h"

#include <algorithm>
#include <cmath>

#include "proto/wire/hash.h"

namespace liaison {
namespace {

constexpr std::array<absl::string_view, 5> kKindNames = {"zone", "security_zone", "line",
                                                         "checkpoint", "observation_post"};

}  // namespace

absl::string_view MapFeatureKindName(MapFeatureKind kind) {
  return kKindNames[static_cast<size_t>(kind)];
}

std::optional<MapFeatureKind> MapFeatureKindOf(absl::string_view name) {
  const auto* const found = std::find(kKindNames.begin(), kKindNames.end(), name);
  if (found == kKindNames.end()) return std::nullopt;
  return static_cast<MapFeatureKind>(found - kKindNames.begin());
}

const MapFeature* MapDocument::Find(absl::string_view id) const {
  const auto found = std::lower_bound(features.begin(), features.end(), id,
                                      [](const MapFeature& feature, absl::string_view wanted) {
                                        return absl::string_view(feature.id) < wanted;
                                      });
  return found != features.end() && found->id == id ? &*found : nullptr;
}

Hash MapDigest(absl::string_view bytes) { return Sha256(bytes); }

std::optional<MapPoint> PointOf(double lon, double lat) {
  // Written so that NaN is refused too; far beyond the range llround would be undefined.
  if (!(std::abs(lon) <= 181 && std::abs(lat) <= 91)) return std::nullopt;
  const auto grid_lon = std::llround(lon * 1e7);
  const auto grid_lat = std::llround(lat * 1e7);
  if (std::abs(grid_lon) > kMaxMapLon || std::abs(grid_lat) > kMaxMapLat) return std::nullopt;
  return MapPoint{static_cast<int32_t>(grid_lon), static_cast<int32_t>(grid_lat)};
}

}  // namespace liaison
