#include "clients/core/map_picture/picture.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "clients/core/map_picture/map_painter.h"
#include "clients/core/map_picture/page.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

constexpr double kGap = 7;
constexpr size_t kMostWindows = 6;
// The list of changes gets at most this much of the page.
constexpr double kMostOfPage = 0.24;

bool IsPoint(const MapFeature& feature) {
  return std::holds_alternative<MapPoint>(feature.geometry);
}

double Size(const GeoBox& box) { return std::max(box.width_m(), box.height_m()); }

// What a view must show so that the change is seen and one still knows where it is.
GeoBox WindowOf(const PicturedChange& change) {
  constexpr double kLeastSide = 0.6;  // of the other one
  GeoBox box = change.ground.Widened(0.35, 500);
  if (change.moved) {
    box = change.ground.Widened(1.2, 300);
  } else if (IsPoint(change.feature())) {
    box = change.ground.Widened(0, 6000);
  }
  return box.Widened(0, kLeastSide * Size(box));
}

// Neighbours share a window as long as it does not make them small.
void AddWindow(const GeoBox& window, std::vector<GeoBox>& windows) {
  for (GeoBox& other : windows) {
    GeoBox both = other;
    both.Add(window);
    if (!other.Meets(window) || Size(both) > 1.6 * std::min(Size(other), Size(window))) continue;
    other = both;
    return;
  }
  windows.push_back(window);
}

// Of a single version: each zone with what belongs to it.
GeoBox WindowOfZone(const MapDocument& document, const MapFeature& zone) {
  GeoBox box;
  box.Add(zone.geometry);
  for (const MapFeature& feature : document.features) {
    if (feature.zone == zone.id) box.Add(feature.geometry);
  }
  return box.Widened(0.06, 500);
}

std::vector<GeoBox> WindowsOf(const PictureContent& content, const GeoBox& whole) {
  std::vector<GeoBox> wanted;
  for (const PicturedChange& change : content.changes) {
    if (!change.ground.empty()) AddWindow(WindowOf(change), wanted);
  }
  if (content.picture.was.document == nullptr) {
    const MapDocument& document = *content.picture.now.document;
    for (const MapFeature& feature : document.features) {
      if (feature.kind != MapFeatureKind::kZone) continue;
      wanted.push_back(WindowOfZone(document, feature));
    }
    if (wanted.size() > kMostWindows) wanted.clear();  // an atlas is another thing
  }
  std::vector<GeoBox> windows;
  for (const GeoBox& window : wanted) {
    // What the whole map shows as large needs no window.
    if (Size(window) < 0.6 * Size(whole) && windows.size() < kMostWindows) {
      windows.push_back(window);
    }
  }
  return windows;
}

GeoBox WholeOf(const MapPicture& picture) {
  GeoBox box;
  for (const PicturedMap* map : {&picture.was, &picture.now}) {
    if (map->document == nullptr) continue;
    for (const MapFeature& feature : map->document->features) box.Add(feature.geometry);
  }
  if (box.empty()) box = {.west = 35.5, .south = 32.2, .east = 42.5, .north = 37.4};  // the country
  return box.Widened(0.05, 1000);
}

// Cells of a grid, row by row; a row that is not full is shared by those in it.
std::vector<Rect> GridIn(const Rect& room, size_t cells, size_t columns) {
  const size_t rows = (cells + columns - 1) / columns;
  const double h = (room.h - kGap * static_cast<double>(rows - 1)) / static_cast<double>(rows);
  std::vector<Rect> frames;
  for (size_t i = 0; i < cells; ++i) {
    const size_t row = i / columns;
    const size_t in_row = std::min(columns, cells - row * columns);
    const double w =
        (room.w - kGap * static_cast<double>(in_row - 1)) / static_cast<double>(in_row);
    frames.push_back({room.x + static_cast<double>(i % columns) * (w + kGap),
                      room.y + static_cast<double>(row) * (h + kGap), w, h});
  }
  return frames;
}

// The grid in which the windows become largest.
std::vector<Rect> BestGrid(const Rect& room, const std::vector<GeoBox>& windows) {
  std::vector<Rect> best;
  double most = 0;
  for (size_t columns = 1; columns <= windows.size(); ++columns) {
    std::vector<Rect> frames = GridIn(room, windows.size(), columns);
    double scales = 0;
    for (size_t i = 0; i < windows.size(); ++i) {
      scales += std::log(
          std::min(frames[i].w / windows[i].width_m(), frames[i].h / windows[i].height_m()));
    }
    if (!best.empty() && scales <= most) continue;
    best = std::move(frames);
    most = scales;
  }
  return best;
}

// The whole map's frame first, then one a window: beside a high map, below a wide one.
std::vector<Rect> FramesIn(const Rect& body, const GeoBox& whole,
                           const std::vector<GeoBox>& windows) {
  if (windows.empty()) return {body};
  Rect main = body;
  Rect rest = body;
  if (whole.width_m() < whole.height_m()) {
    main.w = body.w * 0.5 - kGap / 2;
    rest.x = main.right() + kGap;
    rest.w = body.right() - rest.x;
  } else {
    main.h = body.h * 0.6 - kGap / 2;
    rest.y = main.bottom() + kGap;
    rest.h = body.bottom() - rest.y;
  }
  std::vector<Rect> frames = BestGrid(rest, windows);
  frames.insert(frames.begin(), main);
  return frames;
}

void DrawMaps(Canvas& canvas, const PictureContent& content, const Rect& body) {
  const GeoBox whole = WholeOf(content.picture);
  const std::vector<GeoBox> windows = WindowsOf(content, whole);
  const std::vector<Rect> frames = FramesIn(body, whole, windows);
  for (size_t i = 0; i < windows.size(); ++i) {
    const MapView view(OnPage(canvas, frames[i + 1]), windows[i]);
    MapPainter(canvas, view, content).Draw();
  }
  const MapView view(OnPage(canvas, frames[0]), whole);
  MapPainter(canvas, view, content).DrawWhole(windows);
}

// The page, without margins.
constexpr Rect kInner{kPageMargin, kPageMargin, kInnerWidth, kPageHeight - 2 * kPageMargin};

absl::Status DrawPage(Canvas& canvas, const MapPicture& picture, const Phrasebook& phrases) {
  PictureContent content{
      .picture = picture, .phrases = phrases, .base = ReadBaseMap(picture.language)};
  ASSIGN_OR_RETURN(content.changes, ChangesOf(picture, phrases));
  const Block header = HeaderBlock(canvas, content);
  const Block changes = ChangesBlock(canvas, content, kPageHeight * kMostOfPage);
  const Block legend = LegendBlock(canvas, content);
  const Block footer = FooterBlock(canvas, content);
  double bottom = kInner.bottom();
  header.Draw(kInner.y);
  for (const Block* block : {&footer, &legend, &changes}) {
    bottom -= block->height;
    block->Draw(bottom);
    if (block->height > 0) bottom -= kGap;
  }
  const double top = kInner.y + header.height + kGap;
  DrawMaps(canvas, content, {kInner.x, top, kInner.w, bottom - top});
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::string> DrawMap(const MapPicture& picture, const Phrasebook& phrases) {
  Canvas canvas(PageOptions(picture, picture.now.document->map + " " + picture.now.name));
  RETURN_IF_ERROR(DrawPage(canvas, picture, phrases));
  return canvas.Finish();
}

absl::Status DrawMapIn(Canvas& canvas, const Rect& room, const MapPicture& picture,
                       const Phrasebook& phrases) {
  canvas.Place(kInner, room);
  const absl::Status drawn = DrawPage(canvas, picture, phrases);
  canvas.Unclip();
  return drawn;
}

}  // namespace liaison
