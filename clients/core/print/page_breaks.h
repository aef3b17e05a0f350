// Where one page ends and the next begins: arithmetic on heights, apart from fonts and drawing.
#ifndef LIAISON_CLIENTS_CORE_PRINT_PAGE_BREAKS_H_
#define LIAISON_CLIENTS_CORE_PRINT_PAGE_BREAKS_H_

#include <cstddef>
#include <vector>

namespace liaison {

// One line of the page over all columns; heights in points.
struct LineHeight {
  double height = 0;
  bool keep_with_next = false;  // a heading is not the last line of a page
  bool begins_page = false;
  double again = 0;  // of what is repeated above it where it begins a page: the head of its table
};

// For each line, the page (from 0) that it stands on. A line that is higher than a page gets one of
// its own. `first_room` is what the first page has for lines, `room` what each later one has.
std::vector<size_t> BreakPages(const std::vector<LineHeight>& lines, double first_room,
                               double room);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_PRINT_PAGE_BREAKS_H_
