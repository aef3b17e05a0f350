#include "clients/core/geometry/box_tree.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <queue>
#include <utility>

namespace liaison {
namespace {

struct Candidate {
  double bound = 0;
  size_t level = 0;
  size_t index = 0;
  // The queue gives the greatest first; leaves before nodes, then by their place in the list.
  friend bool operator<(const Candidate& a, const Candidate& b) {
    if (a.bound != b.bound) return a.bound > b.bound;
    return std::pair(a.level, a.index) > std::pair(b.level, b.index);
  }
};

int64_t Twice(int32_t low, int32_t high) { return int64_t{low} + high; }

}  // namespace

BoxTree::BoxTree(std::vector<MapBox> leaves) {
  levels_.push_back(std::move(leaves));
  while (levels_.back().size() > 1) {
    const std::vector<MapBox>& below = levels_.back();
    std::vector<MapBox> level((below.size() + kFanOut - 1) / kFanOut);
    for (size_t i = 0; i < below.size(); ++i) level[i / kFanOut].Add(below[i]);
    levels_.push_back(std::move(level));
  }
}

MapBox BoxTree::box() const { return levels_.back().empty() ? MapBox() : levels_.back().front(); }

void BoxTree::Visit(absl::FunctionRef<bool(const MapBox&)> may,
                    absl::FunctionRef<void(size_t)> leaf) const {
  if (!levels_.front().empty()) VisitBelow(levels_.size() - 1, 0, may, leaf);
}

void BoxTree::VisitBelow(size_t level, size_t index, absl::FunctionRef<bool(const MapBox&)> may,
                         absl::FunctionRef<void(size_t)> leaf) const {
  if (!may(levels_[level][index])) return;
  if (level == 0) return leaf(index);
  const size_t end = std::min((index + 1) * kFanOut, levels_[level - 1].size());
  for (size_t i = index * kFanOut; i < end; ++i) VisitBelow(level - 1, i, may, leaf);
}

void BoxTree::VisitNearest(absl::FunctionRef<double(const MapBox&)> bound, double limit,
                           absl::FunctionRef<double(size_t)> leaf) const {
  std::priority_queue<Candidate> queue;
  if (!levels_.front().empty()) queue.push({0, levels_.size() - 1, 0});
  for (; !queue.empty() && queue.top().bound <= limit;) {
    const Candidate next = queue.top();
    queue.pop();
    if (next.level == 0) {
      limit = leaf(next.index);
      continue;
    }
    const std::vector<MapBox>& below = levels_[next.level - 1];
    const size_t end = std::min((next.index + 1) * kFanOut, below.size());
    for (size_t i = next.index * kFanOut; i < end; ++i) {
      const double lower = bound(below[i]);
      if (lower <= limit) queue.push({lower, next.level - 1, i});
    }
  }
}

std::vector<size_t> PackingOrder(const std::vector<MapBox>& boxes) {
  std::vector<size_t> order(boxes.size());
  std::iota(order.begin(), order.end(), size_t{0});
  const auto by_lon = [&](size_t a, size_t b) {
    return std::pair(Twice(boxes[a].min_lon, boxes[a].max_lon), a) <
           std::pair(Twice(boxes[b].min_lon, boxes[b].max_lon), b);
  };
  const auto by_lat = [&](size_t a, size_t b) {
    return std::pair(Twice(boxes[a].min_lat, boxes[a].max_lat), a) <
           std::pair(Twice(boxes[b].min_lat, boxes[b].max_lat), b);
  };
  std::sort(order.begin(), order.end(), by_lon);
  const auto slice = static_cast<size_t>(std::ceil(std::sqrt(static_cast<double>(boxes.size()))));
  for (size_t begin = 0; begin < order.size(); begin += slice) {
    const size_t end = std::min(begin + slice, order.size());
    std::sort(order.begin() + static_cast<std::ptrdiff_t>(begin),
              order.begin() + static_cast<std::ptrdiff_t>(end), by_lat);
  }
  return order;
}

}  // namespace liaison
