// Areas against areas, by GEOS on the integer grid. GEOS types stay behind this file; its
// coordinates are doubles, which hold every coordinate of a map exactly.
#ifndef LIAISON_CLIENTS_CORE_GEOMETRY_SHAPES_H_
#define LIAISON_CLIENTS_CORE_GEOMETRY_SHAPES_H_

#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "clients/core/map_document/document.h"

namespace liaison {

struct InvalidPlace {
  std::string reason;  // in GEOS's words: "Self-intersection"
  MapPoint at;
};

// Each instance has a GEOS context of its own. Thread: one.
class Shapes {
 public:
  Shapes();
  Shapes(const Shapes&) = delete;
  Shapes& operator=(const Shapes&) = delete;
  ~Shapes();

  // nullopt: valid. A ring of fewer than 3 points is invalid too.
  std::optional<InvalidPlace> FindInvalid(const MapMultiPolygon& polygons);

  // What of `a` is not in `b`, and what is in both; rounded to the grid, without lines and points
  // where they only touch. Both must be valid. Errors: InvalidArgument INVALID_GEOMETRY.
  absl::StatusOr<MapMultiPolygon> Difference(const MapMultiPolygon& a, const MapMultiPolygon& b);
  absl::StatusOr<MapMultiPolygon> Intersection(const MapMultiPolygon& a, const MapMultiPolygon& b);

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_GEOMETRY_SHAPES_H_
