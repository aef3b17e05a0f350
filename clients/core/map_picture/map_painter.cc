#include "clients/core/map_picture/map_painter.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_format.h"
#include "clients/core/geometry/border.h"

namespace liaison {
namespace {

// From here on a view is a country's, where posts and small towns would cover each other's names.
constexpr double kDetailMetersAPoint = 250;
constexpr int64_t kLargeTown = 80'000;
// The window that the base data was cut from: outside of it nothing is known, inside and without
// land is sea.
constexpr GeoBox kBaseWindow{.west = 34.5, .south = 31.5, .east = 43.5, .north = 38.5};

const Lettering kZoneName{.size = 8.5, .face = Face::kBold, .ink = kZoneInk, .edge = true};
const Lettering kStripName{.size = 6.5, .ink = kStripInk, .edge = true};
const Lettering kPostName{.size = 6.5, .ink = kBlack, .edge = true};
const Lettering kTownName{.size = 6, .ink = kGrey, .edge = true};
const Lettering kCountryName{.size = 8, .face = Face::kBold, .ink = kPaleGrey, .edge = true};

bool IsPost(MapFeatureKind kind) {
  return kind == MapFeatureKind::kCheckpoint || kind == MapFeatureKind::kObservationPost;
}

}  // namespace

MapPainter::MapPainter(Canvas& canvas, const MapView& view, const PictureContent& content)
    : canvas_(canvas), view_(view), content_(content), labels_(view.frame().Inset(2)) {}

void MapPainter::DrawWith(const std::vector<GeoBox>& windows, bool whole) {
  whole_ = whole;
  canvas_.Clip(view_.frame());
  DrawBase();
  DrawTowns();
  DrawFeatures();
  DrawChanges();
  DrawPosts();
  if (!content_.picture.in_force) {
    Ink ink = kStampInk;
    ink.alpha = 0.16;
    canvas_.WriteAcross(Text("map.picture.stamp", {}), view_.frame().Inset(12), ink);
  }
  DrawWindows(windows);
  DrawScale();
  DrawNorth();
  DrawGraticule();
  DrawNumbers();
  NameZones();
  NameFeatures();
  NameTowns();
  if (whole_) NameCountries();
  canvas_.Unclip();
  canvas_.StrokeRect(view_.frame(), {.ink = kBlack, .width = 0.8});
}

void MapPainter::DrawWindows(const std::vector<GeoBox>& windows) {
  constexpr double kSmall = 60;  // no name fits in it
  for (const GeoBox& window : windows) {
    const Rect rect = view_.RectOf(window);
    canvas_.StrokeRect(rect, {.ink = kWhite, .width = 2});
    canvas_.StrokeRect(rect, {.ink = kBlack, .width = 0.7});
    if (rect.w < kSmall && rect.h < kSmall) labels_.Take(rect);
  }
}

bool MapPainter::IsDetail() const { return view_.meters_a_point() < kDetailMetersAPoint; }

std::string MapPainter::Text(absl::string_view key, const std::vector<MessageArg>& values) const {
  return content_.phrases.Message(content_.picture.language, key, values);
}

const PicturedChange* MapPainter::ChangeOf(const std::string& id) const {
  for (const PicturedChange& change : content_.changes) {
    if (change.feature().id == id) return &change;
  }
  return nullptr;
}

void MapPainter::DrawBase() {
  canvas_.FillRect(view_.frame(), kLand);
  canvas_.FillRect(view_.RectOf(kBaseWindow), kWater);
  for (const BaseCountry& country : content_.base.countries) {
    canvas_.Fill(view_.At(MapGeometry(country.areas)), kLand);
  }
  for (const MapMultiPolygon& governorate : content_.base.governorates) {
    DrawGovernorateBorder(canvas_, view_.At(MapGeometry(governorate)), true);
  }
  for (const MapLine& river : content_.base.rivers) {
    DrawRiver(canvas_, view_.At(MapGeometry(river)));
  }
  for (const BaseCountry& country : content_.base.countries) {
    DrawCountryBorder(canvas_, view_.At(MapGeometry(country.areas)), true);
  }
}

void MapPainter::DrawFeatures() {
  for (const bool outline : {false, true}) {
    for (const MapFeature& feature : now().features) {
      if (IsPost(feature.kind)) continue;
      const Outline shape = view_.At(feature.geometry);
      if (outline) {
        DrawOutline(canvas_, feature.kind, shape);
      } else if (feature.kind != MapFeatureKind::kLine) {
        DrawAreaFill(canvas_, feature.kind, shape);
      }
    }
  }
}

void MapPainter::DrawChanges() {
  for (const PicturedChange& change : content_.changes) {
    DrawGained(canvas_, view_.At(MapGeometry(change.gained)));
    DrawLost(canvas_, view_.At(MapGeometry(change.lost)));
    if (change.was != nullptr && !IsPost(change.was->kind) && !change.ground.empty()) {
      DrawOldBorder(change);
    }
  }
}

// Only where it runs elsewhere now: the rest is the same line.
void MapPainter::DrawOldBorder(const PicturedChange& change) {
  const Border kept(change.now != nullptr ? change.now->geometry : MapGeometry());
  Outline paths;
  MapPoint end;
  ForEachEdge(change.was->geometry, [&](const MapEdge& edge) {
    if (kept.Shares(edge)) return;
    if (paths.empty() || end != edge.a) paths.push_back({view_.At(edge.a)});
    paths.back().push_back(view_.At(edge.b));
    end = edge.b;
  });
  DrawOldOutline(canvas_, paths, false);
}

void MapPainter::DrawPosts() {
  const double radius = PostRadius();
  const auto draw = [&](const MapFeature& post, Fate fate) {
    const Spot spot = view_.At(std::get<MapPoint>(post.geometry));
    DrawPost(canvas_, post.kind, fate, spot, radius);
    const double reach = fate == Fate::kStays ? radius : 2 * radius;
    labels_.Take({spot.x - reach, spot.y - reach, 2 * reach, 2 * reach});
    return spot;
  };
  for (const PicturedChange& change : content_.changes) {
    if (change.was == nullptr || !IsPost(change.was->kind)) continue;
    if (change.now == nullptr) draw(*change.was, Fate::kRemoved);
    if (!change.moved) continue;
    const Spot from = draw(*change.was, Fate::kMovedFrom);
    const Spot to = view_.At(std::get<MapPoint>(change.now->geometry));
    const double length = std::hypot(to.x - from.x, to.y - from.y);
    // Shorter than the symbols it is for another view to show.
    if (length < 5 * radius) continue;
    const double share = 1.6 * radius / length;
    DrawMove(canvas_, {from.x + (to.x - from.x) * share, from.y + (to.y - from.y) * share},
             {to.x - (to.x - from.x) * share, to.y - (to.y - from.y) * share});
    labels_.Take({std::min(from.x, to.x), std::min(from.y, to.y) - 3, std::abs(to.x - from.x),
                  std::abs(to.y - from.y) + 6});
  }
  for (const MapFeature& feature : now().features) {
    if (!IsPost(feature.kind)) continue;
    const PicturedChange* change = ChangeOf(feature.id);
    draw(feature, change != nullptr && change->was == nullptr ? Fate::kAdded : Fate::kStays);
  }
}

std::optional<Spot> MapPainter::AnchorOf(const MapGeometry& geometry) const {
  if (const auto* areas = std::get_if<MapMultiPolygon>(&geometry)) return view_.Inside(*areas);
  if (const auto* line = std::get_if<MapLine>(&geometry)) {
    if (line->empty()) return std::nullopt;
    return view_.At((*line)[line->size() / 2]);
  }
  return view_.At(std::get<MapPoint>(geometry));
}

std::optional<Spot> MapPainter::AnchorOf(const PicturedChange& change) const {
  for (const MapMultiPolygon* areas : {&change.gained, &change.lost}) {
    if (std::optional<Spot> inside = view_.Inside(*areas)) return inside;
  }
  if (change.ground.empty()) return AnchorOf(change.feature().geometry);
  return view_.At(change.ground.middle());
}

void MapPainter::DrawNumbers() {
  constexpr double kLeader = 4;  // a number farther off than this needs a line
  const double side = 2 * NumberRadius();
  for (const PicturedChange& change : content_.changes) {
    const std::optional<Spot> anchor = AnchorOf(change);
    if (!anchor.has_value() || !view_.frame().Contains(*anchor)) continue;
    const std::optional<Rect> room =
        labels_.PlaceBeside(*anchor, PostRadius() + kLeader, side, side, true);
    const Spot center = room->middle();
    canvas_.Stroke({{*anchor, center}}, false, {.ink = kWhite, .width = 2});
    canvas_.Stroke({{*anchor, center}}, false, {.ink = kBlack, .width = 0.7});
    DrawNumber(canvas_, change.number, center);
  }
}

void MapPainter::NameBeside(const std::string& name, const Spot& spot, double radius,
                            const Lettering& lettering, bool must) {
  constexpr double kWidth = 90;
  const std::vector<TextLine> lines = canvas_.Lines(name, lettering, kWidth);
  const std::optional<Rect> room =
      labels_.PlaceBeside(spot, radius, WidthOf(lines), HeightOf(lines), must);
  if (room.has_value()) canvas_.Write(lines, *room, Align::kCenter, lettering);
}

void MapPainter::NameOn(const std::string& name, const Spot& spot, double width,
                        const Lettering& lettering, bool must) {
  const std::vector<TextLine> lines = canvas_.Lines(name, lettering, width);
  const std::optional<Rect> room = labels_.PlaceOn(spot, WidthOf(lines), HeightOf(lines), must);
  if (room.has_value()) canvas_.Write(lines, *room, Align::kCenter, lettering);
}

void MapPainter::NameZones() {
  constexpr double kWidth = 90;
  for (const MapFeature& feature : now().features) {
    if (feature.kind != MapFeatureKind::kZone) continue;
    const auto& areas = std::get<MapMultiPolygon>(feature.geometry);
    const std::string name = NameIn(feature.names, content_.picture.language);
    if (const std::optional<Spot> inside = view_.Inside(areas)) {
      NameOn(name, *inside, kWidth, kZoneName, true);
      continue;
    }
    GeoBox box;
    box.Add(feature.geometry);
    const Rect small = view_.RectOf(box);
    if (!view_.frame().Contains(small.middle())) continue;
    NameBeside(name, small.middle(), std::max(small.w, small.h) / 2, kZoneName, true);
  }
}

void MapPainter::NamePost(const MapFeature& post) {
  if (!IsPost(post.kind) || !NamesEverything()) return;
  const Spot spot = view_.At(std::get<MapPoint>(post.geometry));
  if (!view_.frame().Contains(spot)) return;
  NameBeside(NameIn(post.names, content_.picture.language), spot, PostRadius(), kPostName, false);
}

// What changed first, while there is room.
void MapPainter::NameFeatures() {
  constexpr double kWidth = 80;
  for (const PicturedChange& change : content_.changes) NamePost(change.feature());
  for (const MapFeature& feature : now().features) {
    const std::string name = NameIn(feature.names, content_.picture.language);
    if (feature.kind == MapFeatureKind::kZone) continue;
    if (IsPost(feature.kind)) {
      if (ChangeOf(feature.id) == nullptr) NamePost(feature);
      continue;
    }
    const std::optional<Spot> anchor = AnchorOf(feature.geometry);
    if (!anchor.has_value() || !view_.frame().Contains(*anchor)) continue;
    if (feature.kind == MapFeatureKind::kLine) {
      NameBeside(name, *anchor, 2, kPostName, false);
    } else if (NamesEverything()) {
      NameOn(name, *anchor, kWidth, kStripName, false);
    }
  }
}

bool MapPainter::IsShown(const BaseTown& town) const {
  return view_.seen().Contains(town.at) && (IsDetail() || town.population >= kLargeTown);
}

void MapPainter::DrawTowns() {
  for (const BaseTown& town : content_.base.towns) {
    if (IsShown(town)) DrawTown(canvas_, view_.At(town.at));
  }
}

void MapPainter::NameTowns() {
  constexpr double kTownRadius = 1.5;
  for (const BaseTown& town : content_.base.towns) {
    if (!IsShown(town)) continue;
    NameBeside(town.name, view_.At(town.at), kTownRadius, kTownName, false);
  }
}

void MapPainter::NameCountries() {
  constexpr double kWidth = 90;
  for (const BaseCountry& country : content_.base.countries) {
    const std::optional<Spot> inside = view_.Inside(country.areas);
    if (inside.has_value()) NameOn(country.name, *inside, kWidth, kCountryName, false);
  }
}

void MapPainter::DrawGraticule() {
  constexpr double kApart = 44;  // points, so that the figures do not touch
  static constexpr double kSteps[] = {10,   5,    2,    1,     0.5,   0.2,  0.1,
                                      0.05, 0.02, 0.01, 0.005, 0.002, 0.001};
  const GeoBox& seen = view_.seen();
  const Lettering lettering{.size = 5.5, .ink = kGrey, .edge = true};
  const double least = kApart / view_.frame().w * (seen.east - seen.west);
  double step = kSteps[0];
  for (const double each : kSteps) {
    if (each >= least) step = each;
  }
  const int decimals = std::max(0, static_cast<int>(std::ceil(-std::log10(step) - 1e-9)));
  const auto text = [&](double degrees) { return absl::StrFormat("%.*f°", decimals, degrees); };
  const Rect& frame = view_.frame();
  const Pen pen{.ink = {0.5, 0.5, 0.5, 0.3}, .width = 0.4};
  const auto label = [&](double degrees, double x, double y) {
    const std::vector<TextLine> lines = canvas_.Lines(text(degrees), lettering, 60);
    const Rect room{x, y - HeightOf(lines), WidthOf(lines), HeightOf(lines)};
    if (room.y < frame.y || room.right() > frame.right() || !labels_.TakeIfFree(room)) return;
    canvas_.Write(lines, room, Align::kStart, lettering);
  };
  for (double lon = std::ceil(seen.west / step) * step; lon < seen.east; lon += step) {
    const double x = view_.At(Place{.lon = lon, .lat = seen.south}).x;
    canvas_.Stroke({{{x, frame.y}, {x, frame.bottom()}}}, false, pen);
    label(lon, x + 1, frame.bottom());
  }
  for (double lat = std::ceil(seen.south / step) * step; lat < seen.north; lat += step) {
    const double y = view_.At(Place{.lon = seen.west, .lat = lat}).y;
    canvas_.Stroke({{{frame.x, y}, {frame.right(), y}}}, false, pen);
    label(lat, frame.x + 1.5, y);
  }
}

void MapPainter::DrawScale() {
  constexpr double kMargin = 4;
  constexpr double kBar = 3;
  const Rect& frame = view_.frame();
  const double longest = view_.meters_a_point() * frame.w * 0.3;
  double meters = std::pow(10, std::floor(std::log10(longest)));
  if (meters * 5 <= longest) {
    meters *= 5;
  } else if (meters * 2 <= longest) {
    meters *= 2;
  }
  const double width = meters / view_.meters_a_point();
  const std::string text =
      meters < 1000 ? Text("map.picture.meters", {absl::StrFormat("%.0f", meters)})
                    : Text("map.picture.kilometers", {absl::StrFormat("%.0f", meters / 1000)});
  const Lettering lettering{.size = 6.5, .ink = kBlack};
  const std::vector<TextLine> lines = canvas_.Lines(text, lettering, 100);
  const double box_width = std::max(width, WidthOf(lines)) + 2 * kMargin;
  const double box_height = HeightOf(lines) + kBar + 1.5 * kMargin;
  const Rect box{frame.right() - box_width - kMargin, frame.bottom() - box_height - kMargin,
                 box_width, box_height};
  canvas_.FillRect(box, {1, 1, 1, 0.9});
  canvas_.Write(lines, {box.x, box.y + 1, box.w, 0}, Align::kCenter, lettering);
  const Rect bar{box.x + (box.w - width) / 2, box.bottom() - kBar - kMargin / 2, width, kBar};
  canvas_.FillRect(bar, kWhite);
  canvas_.FillRect({bar.x, bar.y, bar.w / 2, bar.h}, kBlack);
  canvas_.StrokeRect(bar, {.ink = kBlack, .width = 0.5});
  labels_.Take(box);
}

void MapPainter::DrawNorth() {
  constexpr double kHeight = 14;
  constexpr double kHalf = 4;
  const Spot tip{view_.frame().right() - 11, view_.frame().y + 5};
  const Lettering lettering{.size = 7, .face = Face::kBold, .ink = kBlack, .edge = true};
  canvas_.Fill({{tip,
                 {tip.x + kHalf, tip.y + kHeight},
                 {tip.x, tip.y + 0.75 * kHeight},
                 {tip.x - kHalf, tip.y + kHeight}}},
               kBlack);
  const double used =
      canvas_.WriteText(Text("map.picture.north", {}), {tip.x - 20, tip.y + kHeight, 40, 0},
                        Align::kCenter, lettering);
  labels_.Take({tip.x - 8, tip.y - 2, 16, kHeight + used + 2});
}

}  // namespace liaison
