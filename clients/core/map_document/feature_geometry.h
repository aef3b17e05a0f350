// Reads the geometry of a feature as both of our formats have it: coordinates and type, in either
// order.
#ifndef LIAISON_CLIENTS_CORE_MAP_DOCUMENT_FEATURE_GEOMETRY_H_
#define LIAISON_CLIENTS_CORE_MAP_DOCUMENT_FEATURE_GEOMETRY_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "clients/core/map_document/document.h"
#include "clients/core/map_document/json_stream.h"

namespace liaison {

// How numbers of coordinates are written.
enum class MapUnits : uint8_t {
  kGrid,     // integers of 1e-7 degree: the canonical document
  kDegrees,  // GeoJSON
};

struct RawGeometry {
  std::string type;  // as written; empty: none
  // How deep the coordinates lie: 1 a point, 2 a line or ring, 3 a polygon, 4 several; 0: none.
  // What lies less deep is wrapped: a point is the only one of the only ring of the only polygon.
  int height = 0;
  MapMultiPolygon parts;
  std::vector<size_t> ring_lines;  // where each ring of `parts` begins
  bool is_even = true;             // all points lie equally deep, and no list is empty
  bool has_altitude = false;
  size_t bad_line = 0;       // of the first coordinate that is none; 0: all are good
  std::string other_member;  // the first that is neither type nor coordinates
};

// `points` counts those of the whole file; past kMaxMapPoints the stream fails as TOO_BIG.
RawGeometry ReadRawGeometry(JsonStream& in, MapUnits units, size_t& points);
// An array of two numbers.
std::optional<MapPoint> ReadMapPoint(JsonStream& in, MapUnits units);

// The one that `type` names; nullopt where type and height do not fit.
std::optional<MapGeometry> GeometryOf(RawGeometry raw);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_MAP_DOCUMENT_FEATURE_GEOMETRY_H_
