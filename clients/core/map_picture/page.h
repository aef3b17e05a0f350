// The page around the maps: pieces that know their height before they are drawn, so that the maps
// get what is left. On a right-to-left page everything stands mirrored.
#ifndef LIAISON_CLIENTS_CORE_MAP_PICTURE_PAGE_H_
#define LIAISON_CLIENTS_CORE_MAP_PICTURE_PAGE_H_

#include <functional>
#include <string>
#include <vector>

#include "clients/core/map_picture/map_painter.h"
#include "clients/core/print/canvas.h"

namespace liaison {

// A4, points.
inline constexpr double kPageWidth = 595.276;
inline constexpr double kPageHeight = 841.89;
inline constexpr double kPageMargin = 28;
inline constexpr double kInnerWidth = kPageWidth - 2 * kPageMargin;

struct Block {
  double height = 0;
  std::vector<std::function<void(double top)>> parts;

  void Draw(double top) const {
    for (const auto& part : parts) part(top);
  }
};

// The canvas of such a page. `title`: the file's.
CanvasOptions PageOptions(const MapPicture& picture, std::string title);

// As it stands on a left-to-right page -> where it stands on this one.
Rect OnPage(const Canvas& canvas, Rect rect);

// Title, versions, state; the stamp, if the map is not in force.
Block HeaderBlock(Canvas& canvas, const PictureContent& content);
// What changed, by number, in two columns; what goes beyond `limit` points is counted.
Block ChangesBlock(Canvas& canvas, const PictureContent& content, double limit);
// Every sign that the maps use, each with its meaning.
Block LegendBlock(Canvas& canvas, const PictureContent& content);
// Digests; what the picture is worth; whose data lies under it.
Block FooterBlock(Canvas& canvas, const PictureContent& content);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_MAP_PICTURE_PAGE_H_
