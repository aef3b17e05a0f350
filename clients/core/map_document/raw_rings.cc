#include "clients/core/map_document/raw_rings.h"

#include <GeographicLib/Geodesic.hpp>
#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "clients/core/map_document/degrees.h"
#include "clients/core/map_document/shoelace.h"

namespace liaison {
namespace {

constexpr int64_t kHalfTurn = 180 * kGridPerDegree;
constexpr double kShortMeters = 10;

int HeightOf(const std::string& type) {
  if (type == "Point") return 1;
  if (type == "LineString") return 2;
  if (type == "Polygon") return 3;
  return type == "MultiPolygon" ? 4 : 0;
}

// "41 m"; short ones with a decimal.
std::string Distance(const MapPoint& a, const MapPoint& b) {
  const auto degrees = [](int32_t grid) { return grid / static_cast<double>(kGridPerDegree); };
  double meters = 0;
  GeographicLib::Geodesic::WGS84().Inverse(degrees(a.lat), degrees(a.lon), degrees(b.lat),
                                           degrees(b.lon), meters);
  return absl::StrFormat("%.*f m", meters < kShortMeters ? 1 : 0, meters);
}

// Points that differ from the one before.
size_t DistinctPoints(const MapRing& ring) {
  size_t count = 1;
  for (size_t i = 1; i < ring.size(); ++i) count += ring[i] != ring[i - 1] ? 1 : 0;
  return count;
}

void CheckEdges(const MapRing& ring, size_t line, std::vector<MapFinding>& findings) {
  for (size_t i = 1; i < ring.size(); ++i) {
    if (std::abs(int64_t{ring[i].lon} - ring[i - 1].lon) <= kHalfTurn) continue;
    findings.push_back({.code = "ANTIMERIDIAN", .error = true, .line = line, .at = ring[i - 1]});
    return;
  }
}

void CheckRing(const MapRing& ring, size_t line, std::vector<MapFinding>& findings) {
  CheckEdges(ring, line, findings);
  const bool is_closed = ring.front() == ring.back();
  const size_t points = DistinctPoints(ring) - (is_closed ? 1 : 0);
  if (points < 3 || !HasArea(ring)) {
    findings.push_back({.code = "RING_TOO_SHORT",
                        .error = true,
                        .line = line,
                        .at = ring.front(),
                        .value = absl::StrCat(points)});
  } else if (!is_closed) {
    findings.push_back({.code = "UNCLOSED_RING",
                        .error = true,
                        .line = line,
                        .at = ring.back(),
                        .other = absl::StrCat(ring.size()),
                        .value = Distance(ring.front(), ring.back())});
  }
}

}  // namespace

std::vector<MapFinding> CheckRawGeometry(const RawGeometry& raw) {
  const int height = HeightOf(raw.type);
  if (height == 0) return {{.code = "GEOMETRY_KIND", .error = true, .value = raw.type}};
  if (raw.bad_line != 0 || !raw.is_even || height != raw.height || raw.parts.empty()) {
    return {{.code = "BAD_COORDINATE", .error = true, .line = raw.bad_line}};
  }
  std::vector<MapFinding> findings;
  if (height == 2) {
    const MapRing& line = raw.parts[0][0];
    CheckEdges(line, raw.ring_lines[0], findings);
    if (DistinctPoints(line) < 2) {
      findings.push_back({.code = "INVALID_GEOMETRY",
                          .error = true,
                          .at = line.front(),
                          .value = "Too few points in geometry component"});
    }
  }
  size_t ring_number = 0;
  for (const MapPolygon& polygon : raw.parts) {
    if (height < 3) break;
    for (const MapRing& ring : polygon) CheckRing(ring, raw.ring_lines[ring_number++], findings);
  }
  return findings;
}

}  // namespace liaison
