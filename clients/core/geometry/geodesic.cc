#include "clients/core/geometry/geodesic.h"

#include <GeographicLib/Geodesic.hpp>
#include <GeographicLib/PolygonArea.hpp>
#include <algorithm>
#include <cmath>
#include <numbers>

namespace liaison {
namespace {

constexpr double kUnitsADegree = 1e7;
constexpr double kRadians = std::numbers::pi / 180;
// Below the least radius of curvature of the ellipsoid, that of the meridian at the equator.
constexpr double kLeastRadius = 6'335'000;
constexpr double kGoodMeters = 1e-4;
constexpr int kMaxSteps = 50;

const GeographicLib::Geodesic& Ellipsoid() { return GeographicLib::Geodesic::WGS84(); }

// Metres that a degree of longitude and one of latitude are at a latitude.
Place MetersADegree(double lat) {
  constexpr double kAxis = 6378137.0;
  constexpr double kEccentricity2 = 0.00669437999014;
  const double sine = std::sin(lat * kRadians);
  const double w2 = 1 - kEccentricity2 * sine * sine;
  const double normal = kAxis / std::sqrt(w2);
  return {.lon = normal * std::cos(lat * kRadians) * kRadians,
          .lat = normal * (1 - kEccentricity2) / w2 * kRadians};
}

double LonApart(double a, double b) {
  const double apart = std::abs(a - b);
  return std::min(apart, 360 - apart);
}

}  // namespace

Place PlaceOf(const MapPoint& point) {
  return {.lon = point.lon / kUnitsADegree, .lat = point.lat / kUnitsADegree};
}

Place PlaceOn(const MapEdge& edge, double along) {
  const Place a = PlaceOf(edge.a);
  const Place b = PlaceOf(edge.b);
  return {.lon = a.lon + (b.lon - a.lon) * along, .lat = a.lat + (b.lat - a.lat) * along};
}

Way WayBetween(const Place& from, const Place& to) {
  double bearing_at_end = 0;
  Way way;
  Ellipsoid().Inverse(from.lat, from.lon, to.lat, to.lon, way.meters, way.bearing, bearing_at_end);
  if (way.bearing < 0) way.bearing += 360;
  return way;
}

NearestOnEdge NearestPlace(const Place& from, const MapEdge& edge) {
  NearestOnEdge best{.way = WayBetween(from, PlaceOf(edge.a)), .along = 0};
  if (edge.a == edge.b) return best;
  const Way to_end = WayBetween(from, PlaceOf(edge.b));
  if (to_end.meters < best.way.meters) best = {.way = to_end, .along = 1};
  double along = best.along;
  // Newton's way: from a point of the edge, the part of the way to the place that runs along the
  // edge is how far to go on. It shrinks by the ratio of the distance to the Earth's radius.
  for (int step = 0; step < kMaxSteps; ++step) {
    const Place here = PlaceOn(edge, along);
    const Way back = WayBetween(here, from);
    const Place scale = MetersADegree(here.lat);
    const double east = (edge.b.lon - static_cast<double>(edge.a.lon)) / kUnitsADegree * scale.lon;
    const double north = (edge.b.lat - static_cast<double>(edge.a.lat)) / kUnitsADegree * scale.lat;
    const double speed = std::hypot(east, north);
    if (back.meters < best.way.meters) best = {.way = WayBetween(from, here), .along = along};
    const double forward =
        back.meters *
        (std::sin(back.bearing * kRadians) * east + std::cos(back.bearing * kRadians) * north) /
        speed;
    const double next = std::clamp(along + forward / speed, 0.0, 1.0);
    if (std::abs(next - along) * speed < kGoodMeters) break;
    along = next;
  }
  return best;
}

LeastMeters::LeastMeters(const Place& from)
    : from_(from), cos_lat_(std::cos(from.lat * kRadians)) {}

double LeastMeters::To(const MapBox& box) const {
  const Place low = PlaceOf({box.min_lon, box.min_lat});
  const Place high = PlaceOf({box.max_lon, box.max_lat});
  const double lat = std::max({0.0, low.lat - from_.lat, from_.lat - high.lat});
  double lon = 0;
  if (from_.lon < low.lon || from_.lon > high.lon) {
    lon = std::min({LonApart(from_.lon, low.lon), LonApart(from_.lon, high.lon), 90.0});
  }
  // To a parallel, and to a meridian as a great circle; on a ball that is no greater anywhere.
  const double to_meridian = std::asin(std::min(1.0, cos_lat_ * std::sin(lon * kRadians)));
  return kLeastRadius * std::max(lat * kRadians, to_meridian);
}

std::vector<Place> PlacesAlong(const MapEdge& edge, double piece_m) {
  const double length = WayBetween(PlaceOf(edge.a), PlaceOf(edge.b)).meters;
  const double pieces = std::max(1.0, std::ceil(length / piece_m));
  std::vector<Place> places;
  for (double i = 0; i <= pieces; ++i) places.push_back(PlaceOn(edge, i / pieces));
  return places;
}

Extent ExtentOf(const MapPolygon& polygon) {
  Extent extent;
  for (size_t i = 0; i < polygon.size(); ++i) {
    GeographicLib::PolygonArea ring(Ellipsoid());
    for (const MapEdge& edge : EdgesOf(MapMultiPolygon{{polygon[i]}})) {
      const std::vector<Place> places = PlacesAlong(edge, kMapPieceMeters);
      // The last one is the next edge's first.
      for (size_t k = 0; k + 1 < places.size(); ++k) ring.AddPoint(places[k].lat, places[k].lon);
    }
    double perimeter = 0;
    double area = 0;
    ring.Compute(false, true, perimeter, area);
    extent.perimeter_m += perimeter;
    extent.m2 += i == 0 ? std::abs(area) : -std::abs(area);
  }
  return extent;
}

double AreaKm2(const MapMultiPolygon& polygons) {
  double m2 = 0;
  for (const MapPolygon& polygon : polygons) m2 += ExtentOf(polygon).m2;
  return m2 / 1e6;
}

}  // namespace liaison
