#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <utility>

#include "clients/core/language/human_text.h"
#include "clients/core/map_document/document.h"
#include "clients/core/map_document/shoelace.h"

namespace liaison {
namespace {

// Where the rotation begins that is the smallest of all, so its first point is the smallest too.
// By two candidates that race each other, in linear time: a ring may repeat itself on purpose.
size_t SmallestRotation(const MapRing& ring) {
  const size_t size = ring.size();
  size_t best = 0;
  size_t other = 1;
  size_t equal = 0;  // points that both have seen alike
  while (best < size && other < size && equal < size) {
    const auto order = ring[(best + equal) % size] <=> ring[(other + equal) % size];
    if (order == 0) {
      ++equal;
      continue;
    }
    (order > 0 ? best : other) += equal + 1;
    if (best == other) ++other;
    equal = 0;
  }
  return std::min(best, other);
}

void NormaliseRing(MapRing& ring, bool is_hole) {
  ring.erase(std::unique(ring.begin(), ring.end()), ring.end());
  while (ring.size() > 1 && ring.front() == ring.back()) ring.pop_back();
  const MapArea doubled = DoubledArea(ring);
  if (is_hole ? doubled > 0 : doubled < 0) std::reverse(ring.begin(), ring.end());
  if (ring.empty()) return;
  std::rotate(ring.begin(), ring.begin() + static_cast<std::ptrdiff_t>(SmallestRotation(ring)),
              ring.end());
}

void NormalisePolygon(MapPolygon& polygon) {
  for (size_t i = 0; i < polygon.size(); ++i) NormaliseRing(polygon[i], i > 0);
  if (polygon.size() > 2) std::sort(polygon.begin() + 1, polygon.end());
}

// What is forbidden in it stays, for the readers to refuse.
void ToNfc(std::string& text) {
  absl::StatusOr<std::string> normal = NormalizeHumanText("", text, Lines::kMany);
  if (normal.ok()) text = *std::move(normal);
}

void ToNfc(MapNames& names) {
  for (auto& [lang, name] : names) ToNfc(name);
}

void NormaliseModes(std::vector<std::string>& modes) {
  constexpr std::array<absl::string_view, 3> kOrder = {"people", "goods", "aid"};
  std::stable_sort(modes.begin(), modes.end(), [&](const std::string& a, const std::string& b) {
    return std::find(kOrder.begin(), kOrder.end(), a) < std::find(kOrder.begin(), kOrder.end(), b);
  });
}

}  // namespace

void NormaliseGeometry(MapGeometry& geometry) {
  auto* const polygons = std::get_if<MapMultiPolygon>(&geometry);
  if (polygons == nullptr) return;
  for (MapPolygon& polygon : *polygons) NormalisePolygon(polygon);
  std::sort(polygons->begin(), polygons->end());
}

void NormaliseFeature(MapFeature& feature) {
  NormaliseGeometry(feature.geometry);
  ToNfc(feature.names);
  for (std::string* text : {&feature.note, &feature.left, &feature.right}) ToNfc(*text);
  for (auto& [key, attr] : feature.attrs) {
    if (auto* const text = std::get_if<std::string>(&attr)) ToNfc(*text);
  }
  NormaliseModes(feature.modes);
}

void SortFeatures(std::vector<MapFeature>& features) {
  std::stable_sort(features.begin(), features.end(),
                   [](const MapFeature& a, const MapFeature& b) { return a.id < b.id; });
}

void Normalise(MapDocument& document) {
  ToNfc(document.title);
  ToNfc(document.provenance.source);
  ToNfc(document.provenance.note);
  for (MapFeature& feature : document.features) NormaliseFeature(feature);
  SortFeatures(document.features);
}

}  // namespace liaison
