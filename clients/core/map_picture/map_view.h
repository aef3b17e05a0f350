// A piece of the map in a rectangle of the page. Longitude and latitude are straight axes, shrunk
// by the cosine of the middle latitude, so an edge of the map is straight on paper too.
#ifndef LIAISON_CLIENTS_CORE_MAP_PICTURE_MAP_VIEW_H_
#define LIAISON_CLIENTS_CORE_MAP_PICTURE_MAP_VIEW_H_

#include <optional>

#include "clients/core/geometry/geodesic.h"
#include "clients/core/map_document/document.h"
#include "clients/core/print/canvas.h"

namespace liaison {

// Degrees. As it stands it holds nothing.
struct GeoBox {
  double west = 1e9;
  double south = 1e9;
  double east = -1e9;
  double north = -1e9;

  bool empty() const { return west > east; }
  void Add(const Place& place);
  void Add(const GeoBox& box);
  void Add(const MapGeometry& geometry);
  bool Contains(const Place& place) const;
  bool Meets(const GeoBox& box) const;
  Place middle() const { return {.lon = (west + east) / 2, .lat = (south + north) / 2}; }
  double width_m() const;  // at its middle
  double height_m() const;
  // At least `least_m` wide and high, then wider on each side by `share` of what it is.
  GeoBox Widened(double share, double least_m) const;
};

class MapView {
 public:
  // All of `box` is seen; what is left over on two sides shows more of the country.
  MapView(const Rect& frame, const GeoBox& box);

  const Rect& frame() const { return frame_; }
  const GeoBox& seen() const { return seen_; }
  double meters_a_point() const { return meters_a_point_; }

  Spot At(const Place& place) const;
  Spot At(const MapPoint& point) const { return At(PlaceOf(point)); }
  Outline At(const MapGeometry& geometry) const;
  // In points, on the page.
  Rect RectOf(const GeoBox& box) const;

  // A place for a name inside of areas: far from their edges and from the frame's. Looks at a grid
  // of places, good enough for a label. nullopt: too little of them is seen.
  std::optional<Spot> Inside(const MapMultiPolygon& areas) const;

 private:
  Rect frame_;
  GeoBox seen_;
  double meters_a_point_ = 1;
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_MAP_PICTURE_MAP_VIEW_H_
