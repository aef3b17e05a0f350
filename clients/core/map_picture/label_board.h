// Where names stand on a map: each takes the best place that is still free, and one that finds none
// is left out, unless it must be shown. Asked in the order of importance.
#ifndef LIAISON_CLIENTS_CORE_MAP_PICTURE_LABEL_BOARD_H_
#define LIAISON_CLIENTS_CORE_MAP_PICTURE_LABEL_BOARD_H_

#include <optional>
#include <vector>

#include "clients/core/print/canvas.h"

namespace liaison {

class LabelBoard {
 public:
  // Labels stay within `frame`.
  explicit LabelBoard(const Rect& frame) : frame_(frame) {}

  // What no label may cover.
  void Take(const Rect& rect) { taken_.push_back(rect); }

  bool TakeIfFree(const Rect& rect);

  // For a label of this size beside a symbol of this radius, taken when given. `must`: at the place
  // that covers least, if none is free.
  std::optional<Rect> PlaceBeside(const Spot& symbol, double radius, double width, double height,
                                  bool must);
  // The same, on a spot or a little off it.
  std::optional<Rect> PlaceOn(const Spot& spot, double width, double height, bool must);

 private:
  std::optional<Rect> TakeBest(const std::vector<Rect>& wanted, bool must);

  Rect frame_;
  std::vector<Rect> taken_;
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_MAP_PICTURE_LABEL_BOARD_H_
