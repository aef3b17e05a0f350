// A table's rows, measured before they are drawn: how high each is, how it goes on where it is
// higher than a page.
#ifndef LIAISON_CLIENTS_CORE_REPORT_RENDER_TABLE_ROWS_H_
#define LIAISON_CLIENTS_CORE_REPORT_RENDER_TABLE_ROWS_H_

#include <string>
#include <vector>

#include "clients/core/print/canvas.h"
#include "clients/core/report_render/paper.h"

namespace liaison {

// Lines of text in a column. Borrows the canvas's lines.
struct TableCell {
  std::vector<TextLine> lines;
  Rect room;  // x and width only, on the page
  Align align = Align::kStart;
  double down = 0;  // so that the first lines of a row stand on one baseline
};
using TableRow = std::vector<TableCell>;

// Cells in reading order, the first at the right on a right-to-left page. `band` is what the table
// has of the page; of it x and width count.
TableRow MeasureRow(Canvas& canvas, const PaperTable& table, const std::vector<std::string>& texts,
                    const Lettering& lettering, const Rect& band);

// Points: as high as the highest of its cells.
double HeightOf(const TableRow& row);

// The row in parts that are `most` points high at most, each as much of every cell as it holds; a
// part has one line at least.
std::vector<TableRow> CutRow(TableRow row, double most);

// What it is to a reader that does not see it.
enum class RowKind : uint8_t {
  kHead,   // of a table: names the columns
  kBody,   // of a table: its first cell names it
  kPlain,  // text without cells
};
void DrawRow(Canvas& canvas, const TableRow& row, RowKind kind, const Lettering& lettering,
             double top);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_RENDER_TABLE_ROWS_H_
