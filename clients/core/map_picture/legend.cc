#include <algorithm>
#include <utility>

#include "clients/core/map_picture/page.h"

namespace liaison {
namespace {

constexpr double kSwatchWidth = 26;
constexpr double kSwatchHeight = 10;
constexpr double kTextGap = 5;
constexpr int kSignColumns = 3;
constexpr double kSignWidth = kInnerWidth / kSignColumns;
constexpr double kRowGap = 2.5;
constexpr double kPostRadius = 3;

const Lettering kMeaning{.size = 7.2, .ink = kBlack};
const Lettering kHeading{.size = 8.5, .face = Face::kBold, .ink = kBlack};

Outline Area(const Rect& swatch) {
  return {{{swatch.x, swatch.y},
           {swatch.right(), swatch.y},
           {swatch.right(), swatch.bottom()},
           {swatch.x, swatch.bottom()}}};
}

Outline Level(const Rect& swatch) {
  return {{{swatch.x, swatch.middle().y}, {swatch.right(), swatch.middle().y}}};
}

struct Sign {
  const char* key;  // of its meaning
  std::function<void(Canvas&, const Rect&)> draw;
};

Sign AreaSign(const char* key, MapFeatureKind kind) {
  return {key, [kind](Canvas& canvas, const Rect& swatch) {
            DrawAreaFill(canvas, kind, Area(swatch));
            DrawOutline(canvas, kind, Area(swatch));
          }};
}

Sign PostSign(const char* key, MapFeatureKind kind, Fate fate) {
  return {key, [kind, fate](Canvas& canvas, const Rect& swatch) {
            DrawPost(canvas, kind, fate, swatch.middle(), kPostRadius);
          }};
}

std::vector<Sign> FeatureSigns() {
  return {AreaSign("map.picture.zone", MapFeatureKind::kZone),
          AreaSign("map.picture.security_zone", MapFeatureKind::kSecurityZone),
          {"map.picture.line",
           [](Canvas& canvas, const Rect& swatch) {
             DrawOutline(canvas, MapFeatureKind::kLine, Level(swatch));
           }},
          PostSign("map.picture.checkpoint", MapFeatureKind::kCheckpoint, Fate::kStays),
          PostSign("map.picture.observation_post", MapFeatureKind::kObservationPost, Fate::kStays)};
}

void DrawMovedSign(Canvas& canvas, const Rect& swatch) {
  const Spot from{swatch.x + kPostRadius, swatch.middle().y};
  const Spot to{swatch.right() - kPostRadius, swatch.middle().y};
  DrawPost(canvas, MapFeatureKind::kCheckpoint, Fate::kMovedFrom, from, kPostRadius);
  DrawPost(canvas, MapFeatureKind::kCheckpoint, Fate::kStays, to, kPostRadius);
  DrawMove(canvas, {from.x + 4.5, from.y}, {to.x - 4.5, to.y});
}

std::vector<Sign> ChangeSigns() {
  return {
      {"map.picture.was",
       [](Canvas& canvas, const Rect& swatch) { DrawOldOutline(canvas, Level(swatch), false); }},
      {"map.picture.gained",
       [](Canvas& canvas, const Rect& swatch) {
         DrawGained(canvas, Area(swatch));
         canvas.StrokeRect(swatch, {.ink = kGainedInk, .width = 0.5});
       }},
      {"map.picture.lost",
       [](Canvas& canvas, const Rect& swatch) {
         DrawLost(canvas, Area(swatch));
         canvas.StrokeRect(swatch, {.ink = kLostInk, .width = 0.5});
       }},
      PostSign("map.picture.added", MapFeatureKind::kCheckpoint, Fate::kAdded),
      PostSign("map.picture.removed", MapFeatureKind::kObservationPost, Fate::kRemoved),
      {"map.picture.moved", DrawMovedSign},
      {"map.picture.number",
       [](Canvas& canvas, const Rect& swatch) { DrawNumber(canvas, 1, swatch.middle()); }}};
}

std::vector<Sign> BaseSigns() {
  return {
      {"map.picture.country",
       [](Canvas& canvas, const Rect& swatch) { DrawCountryBorder(canvas, Level(swatch), false); }},
      {"map.picture.governorate",
       [](Canvas& canvas, const Rect& swatch) {
         DrawGovernorateBorder(canvas, Level(swatch), false);
       }},
      {"map.picture.river",
       [](Canvas& canvas, const Rect& swatch) { DrawRiver(canvas, Level(swatch)); }},
      {"map.picture.town",
       [](Canvas& canvas, const Rect& swatch) { DrawTown(canvas, swatch.middle()); }},
      {"map.picture.window", [](Canvas& canvas, const Rect& swatch) {
         canvas.StrokeRect({swatch.middle().x - 6, swatch.y + 1, 12, swatch.h - 2},
                           {.ink = kBlack, .width = 0.7});
       }}};
}

}  // namespace

Block LegendBlock(Canvas& canvas, const PictureContent& content) {
  const auto text = [&](absl::string_view key) {
    return content.phrases.Message(content.picture.language, key);
  };
  std::vector<Sign> signs = FeatureSigns();
  if (content.picture.was.document != nullptr) {
    for (Sign& sign : ChangeSigns()) signs.push_back(std::move(sign));
  }
  for (Sign& sign : BaseSigns()) signs.push_back(std::move(sign));
  Block block;
  std::vector<TextLine> heading = canvas.Lines(text("map.picture.legend"), kHeading, kInnerWidth);
  block.height = HeightOf(heading) + 2;
  block.parts.push_back([&canvas, heading = std::move(heading)](double top) {
    canvas.Write(heading, OnPage(canvas, {kPageMargin, top, kInnerWidth, 0}), Align::kStart,
                 kHeading);
  });
  const double width = kSignWidth - kSwatchWidth - 3 * kTextGap;
  const size_t rows = (signs.size() + kSignColumns - 1) / kSignColumns;
  for (size_t row = 0; row < rows; ++row) {
    double height = kSwatchHeight;
    for (size_t i = row; i < signs.size(); i += rows) {
      std::vector<TextLine> lines = canvas.Lines(text(signs[i].key), kMeaning, width);
      height = std::max(height, HeightOf(lines));
      const double x = kPageMargin + kSignWidth * static_cast<double>(i / rows);
      block.parts.push_back([&canvas, lines = std::move(lines), draw = signs[i].draw, x,
                             y = block.height, width](double top) {
        draw(canvas, OnPage(canvas, {x + 1, top + y, kSwatchWidth, kSwatchHeight}));
        const double down = std::max(0.0, (kSwatchHeight - HeightOf(lines)) / 2);
        canvas.Write(lines,
                     OnPage(canvas, {x + kSwatchWidth + kTextGap + 1, top + y + down, width, 0}),
                     Align::kStart, kMeaning);
      });
    }
    block.height += height + kRowGap;
  }
  return block;
}

}  // namespace liaison
