#include "clients/core/map_picture/label_board.h"

#include <algorithm>

namespace liaison {
namespace {

double Shared(const Rect& a, const Rect& b) {
  const double w = std::min(a.right(), b.right()) - std::max(a.x, b.x);
  const double h = std::min(a.bottom(), b.bottom()) - std::max(a.y, b.y);
  return w > 0 && h > 0 ? w * h : 0;
}

// Back into the frame, where it is out by a little.
Rect Kept(Rect rect, const Rect& frame) {
  rect.x = std::clamp(rect.x, frame.x, std::max(frame.x, frame.right() - rect.w));
  rect.y = std::clamp(rect.y, frame.y, std::max(frame.y, frame.bottom() - rect.h));
  return rect;
}

}  // namespace

bool LabelBoard::TakeIfFree(const Rect& rect) { return TakeBest({rect}, false).has_value(); }

std::optional<Rect> LabelBoard::TakeBest(const std::vector<Rect>& wanted, bool must) {
  constexpr double kApart = 2.5;  // so that two names are not read as one
  const Rect* best = nullptr;
  double least = 0;
  for (const Rect& rect : wanted) {
    double covered = 0;
    for (const Rect& taken : taken_) covered += Shared(rect, taken);
    if (best != nullptr && covered >= least) continue;
    best = &rect;
    least = covered;
  }
  if (best == nullptr || (least > 0 && !must)) return std::nullopt;
  taken_.push_back({best->x - kApart, best->y, best->w + 2 * kApart, best->h});
  return *best;
}

std::optional<Rect> LabelBoard::PlaceBeside(const Spot& symbol, double radius, double width,
                                            double height, bool must) {
  if (!must && !frame_.Contains(symbol)) return std::nullopt;
  std::vector<Rect> wanted;
  for (const double away : {radius + 1.5, radius + 8, radius + 16}) {
    const double left = symbol.x - away - width;
    const double right = symbol.x + away;
    const double above = symbol.y - away - height;
    const double below = symbol.y + away;
    const double level = symbol.y - height / 2;
    const double middle = symbol.x - width / 2;
    for (const Rect& rect : {Rect{right, level, width, height}, Rect{left, level, width, height},
                             Rect{middle, above, width, height}, Rect{middle, below, width, height},
                             Rect{right, above, width, height}, Rect{right, below, width, height},
                             Rect{left, above, width, height}, Rect{left, below, width, height}}) {
      wanted.push_back(Kept(rect, frame_));
    }
  }
  return TakeBest(wanted, must);
}

std::optional<Rect> LabelBoard::PlaceOn(const Spot& spot, double width, double height, bool must) {
  std::vector<Rect> wanted;
  for (const double down : {0.0, -1.0, 1.0, -2.0, 2.0}) {
    for (const double across : {0.0, -0.5, 0.5}) {
      wanted.push_back(Kept(
          {spot.x - width / 2 + across * width, spot.y - height / 2 + down * height, width, height},
          frame_));
    }
  }
  return TakeBest(wanted, must);
}

}  // namespace liaison
