// The area of a ring on the grid, exactly. Source: MAPS section 2, rule 4.
#ifndef LIAISON_CLIENTS_CORE_MAP_DOCUMENT_SHOELACE_H_
#define LIAISON_CLIENTS_CORE_MAP_DOCUMENT_SHOELACE_H_

#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/numeric/int128.h"
#include "clients/core/map_document/document.h"

namespace liaison {

// 2,000,000 edges of up to 2^64 each do not fit into 64 bits.
using MapArea = absl::int128;

// Twice the area in units of the grid; positive: counter-clockwise. Closing point or not.
inline MapArea DoubledArea(const MapRing& ring) {
  MapArea sum = 0;
  for (size_t i = 0; i < ring.size(); ++i) {
    const MapPoint& a = ring[i];
    const MapPoint& b = ring[i + 1 < ring.size() ? i + 1 : 0];
    sum += MapArea{a.lon} * b.lat - MapArea{b.lon} * a.lat;
  }
  return sum;
}

// Whether its points do not all lie on one line. A ring that crosses itself may have parts that
// cancel each other in the sum above; it has an area all the same, and another fault.
inline bool HasArea(const MapRing& ring) {
  if (ring.empty()) return false;
  const MapPoint& a = ring.front();
  const auto other =
      std::find_if(ring.begin(), ring.end(), [&](const MapPoint& point) { return point != a; });
  if (other == ring.end()) return false;
  const auto from_a = [&](const MapPoint& point) {
    return std::pair(int64_t{point.lon} - a.lon, int64_t{point.lat} - a.lat);
  };
  const auto [x, y] = from_a(*other);
  return std::any_of(other, ring.end(), [&, x = x, y = y](const MapPoint& point) {
    const auto [u, v] = from_a(point);
    return MapArea{x} * v != MapArea{y} * u;
  });
}

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_MAP_DOCUMENT_SHOELACE_H_
