// The area of a ring on the grid, exactly. Source: MAPS section 2, rule 4.
#ifndef LIAISON_CLIENTS_CORE_MAP_DOCUMENT_SHOELACE_H_
#define LIAISON_CLIENTS_CORE_MAP_DOCUMENT_SHOELACE_H_

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

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_MAP_DOCUMENT_SHOELACE_H_
