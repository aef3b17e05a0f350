#include "clients/core/report_render/table_rows.h"

#include <algorithm>
#include <utility>

namespace liaison {
namespace {

constexpr double kPadding = 3;  // of a cell, on each side

double HeightOf(const TableCell& cell) { return cell.down + HeightOf(cell.lines); }

// Letters of two scripts rise to different heights.
void StandOnOneBaseline(TableRow& row) {
  double ascent = 0;
  for (const TableCell& cell : row) {
    if (!cell.lines.empty()) ascent = std::max(ascent, cell.lines.front().ascent);
  }
  for (TableCell& cell : row) {
    if (!cell.lines.empty()) cell.down = ascent - cell.lines.front().ascent;
  }
}

// The next lines of `cell` from `begin` on that fit; `begin` goes behind them.
TableCell TakeLines(const TableCell& cell, size_t& begin, double most) {
  TableCell part{.room = cell.room, .align = cell.align};
  double height = begin == 0 ? cell.down : 0;
  while (begin < cell.lines.size()) {
    height += cell.lines[begin].height();
    if (height > most && !part.lines.empty()) break;
    part.lines.push_back(cell.lines[begin++]);
  }
  return part;
}

const char* TagOf(RowKind kind, size_t column) {
  return kind == RowKind::kHead || column == 0 ? "TH" : "TD";
}

}  // namespace

TableRow MeasureRow(Canvas& canvas, const PaperTable& table, const std::vector<std::string>& texts,
                    const Lettering& lettering, const Rect& band) {
  double shares = 0;
  for (const PaperColumn& column : table.columns) shares += column.share;
  // Units stand below units: at the right of a column also where reading begins there.
  const Align figures = canvas.right_to_left() ? Align::kStart : Align::kEnd;
  TableRow row;
  double x = 0;
  for (size_t i = 0; i < table.columns.size(); ++i) {
    const double width = band.w * table.columns[i].share / shares;
    const double left = canvas.right_to_left() ? band.right() - x - width : band.x + x;
    const Rect room = Rect{left, 0, width, 0}.Inset(kPadding);
    row.push_back({.lines = canvas.Lines(texts[i], lettering, room.w),
                   .room = room,
                   .align = table.columns[i].figure ? figures : Align::kStart});
    x += width;
  }
  StandOnOneBaseline(row);
  return row;
}

double HeightOf(const TableRow& row) {
  double height = 0;
  for (const TableCell& cell : row) height = std::max(height, HeightOf(cell));
  return height;
}

std::vector<TableRow> CutRow(TableRow row, double most) {
  std::vector<TableRow> parts;
  if (HeightOf(row) <= most) {
    parts.push_back(std::move(row));
    return parts;
  }
  std::vector<size_t> begins(row.size(), 0);
  for (bool more = true; more;) {
    more = false;
    TableRow& part = parts.emplace_back();
    for (size_t i = 0; i < row.size(); ++i) {
      part.push_back(TakeLines(row[i], begins[i], most));
      more = more || begins[i] < row[i].lines.size();
    }
    StandOnOneBaseline(part);
  }
  return parts;
}

void DrawRow(Canvas& canvas, const TableRow& row, RowKind kind, const Lettering& lettering,
             double top) {
  const bool tagged = kind != RowKind::kPlain;
  if (tagged) canvas.BeginTag("TR");
  for (size_t i = 0; i < row.size(); ++i) {
    const TableCell& cell = row[i];
    if (tagged) canvas.BeginTag(TagOf(kind, i));
    canvas.Write(cell.lines, {cell.room.x, top + cell.down, cell.room.w, 0}, cell.align, lettering);
    if (tagged) canvas.EndTag(TagOf(kind, i));
  }
  if (tagged) canvas.EndTag("TR");
}

}  // namespace liaison
