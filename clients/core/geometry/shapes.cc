#include "clients/core/geometry/shapes.h"

#include <geos_c.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

// The grid of coordinates: 1e-7 degree is one.
constexpr double kGrid = 1;

struct Destroy {
  GEOSContextHandle_t context;
  void operator()(GEOSGeometry* shape) const { GEOSGeom_destroy_r(context, shape); }
};
using Shape = std::unique_ptr<GEOSGeometry, Destroy>;

// GEOS counts in unsigned int and takes plain pointers, whose objects it then owns.
std::vector<GEOSGeometry*> Released(std::vector<Shape>& shapes) {
  std::vector<GEOSGeometry*> pointers;
  for (Shape& shape : shapes) pointers.push_back(shape.release());
  return pointers;
}

absl::Status Refused() {
  return MakeError(absl::StatusCode::kInvalidArgument,
                   "these shapes cannot be laid over each other; see the map's findings",
                   {.reason = "INVALID_GEOMETRY"});
}

int32_t Rounded(double value, int32_t limit) {
  return static_cast<int32_t>(std::clamp<double>(std::round(value), -limit, limit));
}
MapPoint PointAt(double lon, double lat) {
  return {Rounded(lon, kMaxMapLon), Rounded(lat, kMaxMapLat)};
}

}  // namespace

struct Shapes::Context {
  Context() : handle(GEOS_init_r()) {}
  ~Context() { GEOS_finish_r(handle); }

  Shape Own(GEOSGeometry* shape) const { return {shape, Destroy{handle}}; }

  // Null where GEOS has no such ring (fewer than 3 points).
  Shape RingOf(const MapRing& ring) const {
    std::vector<double> numbers;
    numbers.reserve(2 * ring.size() + 2);
    for (const MapPoint& point : ring) {
      numbers.push_back(point.lon);
      numbers.push_back(point.lat);
    }
    if (!ring.empty()) numbers.insert(numbers.end(), {numbers[0], numbers[1]});
    GEOSCoordSequence* points = GEOSCoordSeq_copyFromBuffer_r(
        handle, numbers.data(), static_cast<unsigned>(numbers.size() / 2), 0, 0);
    return Own(points == nullptr ? nullptr : GEOSGeom_createLinearRing_r(handle, points));
  }

  Shape PolygonOf(const MapPolygon& polygon) const {
    std::vector<Shape> rings;
    for (const MapRing& ring : polygon) {
      rings.push_back(RingOf(ring));
      if (rings.back() == nullptr) return Own(nullptr);
    }
    if (rings.empty()) return Own(nullptr);
    std::vector<GEOSGeometry*> pointers = Released(rings);
    return Own(GEOSGeom_createPolygon_r(handle, pointers.front(), pointers.data() + 1,
                                        static_cast<unsigned>(pointers.size() - 1)));
  }

  Shape ShapeOf(const MapMultiPolygon& polygons) const {
    std::vector<Shape> parts;
    for (const MapPolygon& polygon : polygons) {
      parts.push_back(PolygonOf(polygon));
      if (parts.back() == nullptr) return Own(nullptr);
    }
    std::vector<GEOSGeometry*> pointers = Released(parts);
    return Own(GEOSGeom_createCollection_r(handle, GEOS_MULTIPOLYGON, pointers.data(),
                                           static_cast<unsigned>(pointers.size())));
  }

  MapRing RingFrom(const GEOSGeometry* ring) const {
    const GEOSCoordSequence* points = GEOSGeom_getCoordSeq_r(handle, ring);
    unsigned size = 0;
    GEOSCoordSeq_getSize_r(handle, points, &size);
    MapRing out;
    for (unsigned i = 0; i + 1 < size; ++i) {  // the last one closes it
      double lon = 0;
      double lat = 0;
      GEOSCoordSeq_getXY_r(handle, points, i, &lon, &lat);
      out.push_back(PointAt(lon, lat));
    }
    return out;
  }

  // The areas in what an overlay gave, at any depth.
  void AddPolygons(const GEOSGeometry* shape, MapMultiPolygon& polygons) const {
    if (GEOSGeomTypeId_r(handle, shape) == GEOS_POLYGON) {
      if (GEOSisEmpty_r(handle, shape) != 0) return;
      MapPolygon& polygon = polygons.emplace_back();
      polygon.push_back(RingFrom(GEOSGetExteriorRing_r(handle, shape)));
      const int holes = GEOSGetNumInteriorRings_r(handle, shape);
      for (int i = 0; i < holes; ++i) {
        polygon.push_back(RingFrom(GEOSGetInteriorRingN_r(handle, shape, i)));
      }
      return;
    }
    if (GEOSGeomTypeId_r(handle, shape) < GEOS_MULTIPOINT) return;  // a line, a point
    const int parts = GEOSGetNumGeometries_r(handle, shape);
    for (int i = 0; i < parts; ++i) AddPolygons(GEOSGetGeometryN_r(handle, shape, i), polygons);
  }

  using Overlay = GEOSGeometry* (*)(GEOSContextHandle_t, const GEOSGeometry*, const GEOSGeometry*,
                                    double);
  absl::StatusOr<MapMultiPolygon> Lay(Overlay overlay, const MapMultiPolygon& a,
                                      const MapMultiPolygon& b) const {
    const Shape first = ShapeOf(a);
    const Shape second = ShapeOf(b);
    if (first == nullptr || second == nullptr) return Refused();
    const Shape result = Own(overlay(handle, first.get(), second.get(), kGrid));
    if (result == nullptr) return Refused();
    MapMultiPolygon polygons;
    AddPolygons(result.get(), polygons);
    return polygons;
  }

  GEOSContextHandle_t handle;
};

Shapes::Shapes() : context_(std::make_unique<Context>()) {}
Shapes::~Shapes() = default;

std::optional<InvalidPlace> Shapes::FindInvalid(const MapMultiPolygon& polygons) {
  const Shape shape = context_->ShapeOf(polygons);
  if (shape == nullptr) return InvalidPlace{.reason = "Too few points in geometry component"};
  char* reason = nullptr;
  GEOSGeometry* location = nullptr;
  const char valid = GEOSisValidDetail_r(context_->handle, shape.get(), 0, &reason, &location);
  const Shape place = context_->Own(location);
  if (valid == 1) return std::nullopt;
  InvalidPlace invalid;
  if (reason != nullptr) invalid.reason = reason;
  GEOSFree_r(context_->handle, reason);
  double lon = 0;
  double lat = 0;
  if (place != nullptr && GEOSGeomGetX_r(context_->handle, place.get(), &lon) == 1 &&
      GEOSGeomGetY_r(context_->handle, place.get(), &lat) == 1) {
    invalid.at = PointAt(lon, lat);
  }
  return invalid;
}

absl::StatusOr<MapMultiPolygon> Shapes::Difference(const MapMultiPolygon& a,
                                                   const MapMultiPolygon& b) {
  return context_->Lay(GEOSDifferencePrec_r, a, b);
}

absl::StatusOr<MapMultiPolygon> Shapes::Intersection(const MapMultiPolygon& a,
                                                     const MapMultiPolygon& b) {
  return context_->Lay(GEOSIntersectionPrec_r, a, b);
}

}  // namespace liaison
