#include "clients/core/map_picture/symbols.h"

#include <string>

namespace liaison {
namespace {

constexpr double kHatchStep = 4;
constexpr double kNumberRadius = 6;

Outline ShapeOf(MapFeatureKind kind, const Spot& at, double radius) {
  if (kind == MapFeatureKind::kCheckpoint) {
    return {{{at.x - radius, at.y - radius},
             {at.x + radius, at.y - radius},
             {at.x + radius, at.y + radius},
             {at.x - radius, at.y + radius}}};
  }
  return {{{at.x, at.y - 1.2 * radius},
           {at.x + 1.1 * radius, at.y + radius},
           {at.x - 1.1 * radius, at.y + radius}}};
}

}  // namespace

void DrawAreaFill(Canvas& canvas, MapFeatureKind kind, const Outline& area) {
  Ink ink = kind == MapFeatureKind::kZone ? kZoneInk : kStripInk;
  ink.alpha = kind == MapFeatureKind::kZone ? 0.1 : 0.22;
  canvas.Fill(area, ink);
}

void DrawOutline(Canvas& canvas, MapFeatureKind kind, const Outline& outline) {
  switch (kind) {
    case MapFeatureKind::kZone:
      return canvas.Stroke(outline, true, {.ink = kZoneInk, .width = 1.3});
    case MapFeatureKind::kSecurityZone:
      return canvas.Stroke(outline, true, {.ink = kStripInk, .width = 0.8});
    case MapFeatureKind::kLine:
      canvas.Stroke(outline, false, {.ink = kBlack, .width = 2.4});
      return canvas.Stroke(outline, false, {.ink = kWhite, .width = 1, .dashes = {5, 3}});
    case MapFeatureKind::kCheckpoint:
    case MapFeatureKind::kObservationPost:
      return;  // DrawPost
  }
}

void DrawOldOutline(Canvas& canvas, const Outline& paths, bool closed) {
  canvas.Stroke(paths, closed, {.ink = kWhite, .width = 2.2});
  canvas.Stroke(paths, closed, {.ink = kBlack, .width = 1.2, .dashes = {4, 2.5}});
}

void DrawGained(Canvas& canvas, const Outline& areas) {
  canvas.HatchIn(areas, Hatch::kRising, kHatchStep, {.ink = kGainedInk, .width = 1});
}

void DrawLost(Canvas& canvas, const Outline& areas) {
  canvas.HatchIn(areas, Hatch::kCrossed, kHatchStep, {.ink = kLostInk, .width = 0.7});
}

void DrawMove(Canvas& canvas, const Spot& from, const Spot& to) {
  constexpr double kHead = 6;
  canvas.Arrow(from, to, kHead, {.ink = kWhite, .width = 3.4});
  canvas.Arrow(from, to, kHead, {.ink = kBlack, .width = 1.4});
}

void DrawPost(Canvas& canvas, MapFeatureKind kind, Fate fate, const Spot& spot, double radius) {
  const Outline shape = ShapeOf(kind, spot, radius);
  if (fate == Fate::kMovedFrom) {
    canvas.Fill(shape, kWhite);
    canvas.Stroke(shape, true, {.ink = kBlack, .width = 0.9, .dashes = {1.6, 1.2}});
    return;
  }
  if (fate == Fate::kRemoved) {
    canvas.Fill(shape, kWhite);
    canvas.Stroke(shape, true, {.ink = kBlack, .width = 0.9, .dashes = {1.6, 1.2}});
    const double arm = radius * 1.9;
    canvas.Stroke({{{spot.x - arm, spot.y - arm}, {spot.x + arm, spot.y + arm}},
                   {{spot.x - arm, spot.y + arm}, {spot.x + arm, spot.y - arm}}},
                  false, {.ink = kLostInk, .width = 1.5});
    return;
  }
  canvas.Fill(shape, kBlack);
  canvas.Stroke(shape, true, {.ink = kWhite, .width = 0.6});
  if (fate == Fate::kAdded) {
    canvas.Ring(spot, radius * 2.1, {.ink = kWhite, .width = 2.6});
    canvas.Ring(spot, radius * 2.1, {.ink = kGainedInk, .width = 1.5});
  }
}

double NumberRadius() { return kNumberRadius; }

void DrawNumber(Canvas& canvas, int number, const Spot& center) {
  const Lettering digits{.size = 7.5, .face = Face::kBold, .ink = kWhite};
  canvas.Disc(center, kNumberRadius + 0.8, kWhite);
  canvas.Disc(center, kNumberRadius, kBlack);
  const double width = 4 * kNumberRadius;
  const std::vector<TextLine> lines = canvas.Lines(std::to_string(number), digits, width);
  canvas.Write(lines, {center.x - width / 2, center.y - HeightOf(lines) / 2, width, 0},
               Align::kCenter, digits);
}

void DrawCountryBorder(Canvas& canvas, const Outline& paths, bool closed) {
  canvas.Stroke(paths, closed, {.ink = kGrey, .width = 0.9, .dashes = {6, 1.5, 1, 1.5}});
}

void DrawGovernorateBorder(Canvas& canvas, const Outline& paths, bool closed) {
  canvas.Stroke(paths, closed, {.ink = kPaleGrey, .width = 0.5, .dashes = {2, 1.5}});
}

void DrawRiver(Canvas& canvas, const Outline& paths) {
  canvas.Stroke(paths, false, {.ink = kRiver, .width = 0.8});
}

void DrawTown(Canvas& canvas, const Spot& spot) {
  canvas.Disc(spot, 1.7, kWhite);
  canvas.Disc(spot, 1.2, kGrey);
}

}  // namespace liaison
