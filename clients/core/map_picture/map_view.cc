#include "clients/core/map_picture/map_view.h"

#include <algorithm>
#include <cmath>

namespace liaison {
namespace {

double MetersADegreeEast(const Place& middle) {
  return WayBetween({.lon = middle.lon - 0.5, .lat = middle.lat},
                    {.lon = middle.lon + 0.5, .lat = middle.lat})
      .meters;
}

double MetersADegreeNorth(const Place& middle) {
  return WayBetween({.lon = middle.lon, .lat = middle.lat - 0.5},
                    {.lon = middle.lon, .lat = middle.lat + 0.5})
      .meters;
}

// In points.
double DistanceTo(const Outline& outline, const Spot& spot) {
  double nearest = 1e9;
  for (const std::vector<Spot>& path : outline) {
    for (size_t i = 0; i < path.size(); ++i) {
      const Spot& a = path[i];
      const Spot& b = path[(i + 1) % path.size()];
      const double dx = b.x - a.x;
      const double dy = b.y - a.y;
      const double square = dx * dx + dy * dy;
      const double along =
          square > 0 ? std::clamp(((spot.x - a.x) * dx + (spot.y - a.y) * dy) / square, 0.0, 1.0)
                     : 0;
      nearest = std::min(nearest, std::hypot(a.x + along * dx - spot.x, a.y + along * dy - spot.y));
    }
  }
  return nearest;
}

bool IsInside(const Outline& outline, const Spot& spot) {
  bool inside = false;
  for (const std::vector<Spot>& path : outline) {
    for (size_t i = 0; i < path.size(); ++i) {
      const Spot& a = path[i];
      const Spot& b = path[(i + 1) % path.size()];
      if ((a.y > spot.y) == (b.y > spot.y)) continue;
      if (spot.x < a.x + (b.x - a.x) * (spot.y - a.y) / (b.y - a.y)) inside = !inside;
    }
  }
  return inside;
}

}  // namespace

void GeoBox::Add(const Place& place) { Add({place.lon, place.lat, place.lon, place.lat}); }

void GeoBox::Add(const GeoBox& box) {
  west = std::min(west, box.west);
  south = std::min(south, box.south);
  east = std::max(east, box.east);
  north = std::max(north, box.north);
}

void GeoBox::Add(const MapGeometry& geometry) {
  ForEachEdge(geometry, [this](const MapEdge& edge) {
    Add(PlaceOf(edge.a));
    Add(PlaceOf(edge.b));
  });
}

bool GeoBox::Contains(const Place& place) const {
  return west <= place.lon && place.lon <= east && south <= place.lat && place.lat <= north;
}

bool GeoBox::Meets(const GeoBox& box) const {
  return west <= box.east && box.west <= east && south <= box.north && box.south <= north;
}

double GeoBox::width_m() const { return (east - west) * MetersADegreeEast(middle()); }
double GeoBox::height_m() const { return (north - south) * MetersADegreeNorth(middle()); }

GeoBox GeoBox::Widened(double share, double least_m) const {
  const double lon =
      std::max(0.0, least_m - width_m()) / 2 / MetersADegreeEast(middle()) + share * (east - west);
  const double lat = std::max(0.0, least_m - height_m()) / 2 / MetersADegreeNorth(middle()) +
                     share * (north - south);
  return {west - lon, south - lat, east + lon, north + lat};
}

MapView::MapView(const Rect& frame, const GeoBox& box) : frame_(frame) {
  const Place middle = box.middle();
  meters_a_point_ = std::max(box.width_m() / frame.w, box.height_m() / frame.h);
  const double lon = meters_a_point_ * frame.w / 2 / MetersADegreeEast(middle);
  const double lat = meters_a_point_ * frame.h / 2 / MetersADegreeNorth(middle);
  seen_ = {middle.lon - lon, middle.lat - lat, middle.lon + lon, middle.lat + lat};
}

Spot MapView::At(const Place& place) const {
  return {frame_.x + (place.lon - seen_.west) / (seen_.east - seen_.west) * frame_.w,
          frame_.y + (seen_.north - place.lat) / (seen_.north - seen_.south) * frame_.h};
}

Outline MapView::At(const MapGeometry& geometry) const {
  Outline outline;
  const auto add = [&](const std::vector<MapPoint>& points) {
    std::vector<Spot>& path = outline.emplace_back();
    for (const MapPoint& point : points) path.push_back(At(point));
  };
  if (const auto* areas = std::get_if<MapMultiPolygon>(&geometry)) {
    for (const MapPolygon& polygon : *areas) {
      for (const MapRing& ring : polygon) add(ring);
    }
  } else if (const auto* line = std::get_if<MapLine>(&geometry)) {
    add(*line);
  } else {
    add({std::get<MapPoint>(geometry)});
  }
  return outline;
}

Rect MapView::RectOf(const GeoBox& box) const {
  const Spot low = At(Place{.lon = box.west, .lat = box.north});
  const Spot high = At(Place{.lon = box.east, .lat = box.south});
  return {low.x, low.y, high.x - low.x, high.y - low.y};
}

std::optional<Spot> MapView::Inside(const MapMultiPolygon& areas) const {
  constexpr int kSteps = 24;
  constexpr double kLeastRoom = 4;  // points
  GeoBox box;
  box.Add(MapGeometry(areas));
  if (box.empty() || !box.Meets(seen_)) return std::nullopt;
  const Rect all = RectOf(box);
  const double left = std::max(all.x, frame_.x);
  const double top = std::max(all.y, frame_.y);
  const double right = std::min(all.right(), frame_.right());
  const double bottom = std::min(all.bottom(), frame_.bottom());
  const Outline outline = At(MapGeometry(areas));
  std::optional<Spot> best;
  double most = kLeastRoom;
  for (int i = 1; i < kSteps; ++i) {
    for (int k = 1; k < kSteps; ++k) {
      const Spot spot{left + (right - left) * i / kSteps, top + (bottom - top) * k / kSteps};
      // Names are wider than high: room to the sides of the frame counts less.
      const double to_frame = std::min({(spot.x - frame_.x) / 2, (frame_.right() - spot.x) / 2,
                                        spot.y - frame_.y, frame_.bottom() - spot.y});
      if (to_frame <= most || !IsInside(outline, spot)) continue;
      const double room = std::min(to_frame, DistanceTo(outline, spot));
      if (room <= most) continue;
      most = room;
      best = spot;
    }
  }
  return best;
}

}  // namespace liaison
