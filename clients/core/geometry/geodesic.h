// Metres and square metres on the WGS 84 ellipsoid, by GeographicLib. An edge is straight in
// longitude and latitude, so what is measured along it is measured in pieces of at most 1 km.
// Source: MAPS sections 2 and 7; Karney, Algorithms for geodesics (2013).
#ifndef LIAISON_CLIENTS_CORE_GEOMETRY_GEODESIC_H_
#define LIAISON_CLIENTS_CORE_GEOMETRY_GEODESIC_H_

#include <vector>

#include "clients/core/geometry/exact.h"
#include "clients/core/map_document/document.h"

namespace liaison {

// What is measured along an edge is measured in pieces of at most this length.
inline constexpr double kMapPieceMeters = 1000;

// A place between the points of the grid. Degrees.
struct Place {
  double lon = 0;
  double lat = 0;
};
Place PlaceOf(const MapPoint& point);
Place PlaceOn(const MapEdge& edge, double along);  // along: 0 at a, 1 at b

struct Way {
  double meters = 0;
  double bearing = 0;  // degrees from north, clockwise, [0, 360), at its start
};
Way WayBetween(const Place& from, const Place& to);

struct NearestOnEdge {
  Way way;           // from the place to the edge
  double along = 0;  // where on the edge: 0 at a, 1 at b
};
// Within a millimetre, as long as the place is not a continent away.
NearestOnEdge NearestPlace(const Place& from, const MapEdge& edge);

// Never more than the distance to the nearest place in a box; cheap.
class LeastMeters {
 public:
  explicit LeastMeters(const Place& from);
  double To(const MapBox& box) const;

 private:
  Place from_;
  double cos_lat_;
};

// The edge's ends and what is between, at most `piece_m` apart.
std::vector<Place> PlacesAlong(const MapEdge& edge, double piece_m);

struct Extent {
  double m2 = 0;
  double perimeter_m = 0;  // of holes too
  // 2 * area / perimeter: the width of what is long and thin.
  double thickness_m() const { return perimeter_m > 0 ? 2 * m2 / perimeter_m : 0; }
};
Extent ExtentOf(const MapPolygon& polygon);
double AreaKm2(const MapMultiPolygon& polygons);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_GEOMETRY_GEODESIC_H_
