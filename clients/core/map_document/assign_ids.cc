#include "clients/core/map_document/assign_ids.h"

#include <array>
#include <cstddef>
#include <map>
#include <string>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace liaison {
namespace {

// Compared by value, kept by place.
struct SameShape {
  bool operator()(const MapFeature* a, const MapFeature* b) const {
    if (a->kind != b->kind) return a->kind < b->kind;
    return a->geometry < b->geometry;
  }
};

}  // namespace

void AssignIds(std::vector<MapFeature>& features, const MapDocument* base) {
  absl::flat_hash_set<std::string> taken;
  for (const MapFeature& feature : features) taken.insert(feature.id);
  std::map<const MapFeature*, std::string, SameShape> by_shape;
  absl::flat_hash_set<std::string> of_base;
  if (base != nullptr) {
    for (const MapFeature& feature : base->features) {
      of_base.insert(feature.id);
      by_shape.emplace(&feature, feature.id);
    }
  }
  std::array<size_t, 5> last_numbers{};
  for (MapFeature& feature : features) {
    if (!feature.id.empty()) continue;
    const auto same = by_shape.find(&feature);
    if (same != by_shape.end() && taken.insert(same->second).second) {
      feature.id = same->second;
      continue;
    }
    const std::string prefix = absl::StrReplaceAll(MapFeatureKindName(feature.kind), {{"_", "-"}});
    size_t& number = last_numbers[static_cast<size_t>(feature.kind)];
    do {
      feature.id = absl::StrCat(prefix, "-", ++number);
    } while (of_base.contains(feature.id) || !taken.insert(feature.id).second);
  }
}

}  // namespace liaison
