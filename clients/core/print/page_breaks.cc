#include "clients/core/print/page_breaks.h"

namespace liaison {

std::vector<size_t> BreakPages(const std::vector<LineHeight>& lines, double first_room,
                               double room) {
  std::vector<size_t> pages;
  size_t page = 0;
  double left = first_room;
  bool page_is_used = false;
  for (size_t begin = 0; begin < lines.size();) {
    size_t end = begin;
    double height = lines[end].height;
    while (lines[end].keep_with_next && end + 1 < lines.size()) height += lines[++end].height;
    if (height > room) {  // kept together they would run off the page
      end = begin;
      height = lines[end].height;
    }
    const bool is_full = height > left || (lines[begin].begins_page && page_is_used);
    if (is_full && (page_is_used || left < room)) {
      ++page;
      left = room - lines[begin].again;
    }
    left -= height;
    page_is_used = true;
    for (; begin <= end; ++begin) pages.push_back(page);
  }
  return pages;
}

}  // namespace liaison
