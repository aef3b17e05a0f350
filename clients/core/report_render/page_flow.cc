#include "clients/core/report_render/page_flow.h"

#include <functional>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/core/language/human_text.h"
#include "clients/core/print/page_breaks.h"
#include "clients/core/report_render/chart.h"
#include "clients/core/report_render/isolation.h"

namespace liaison {
namespace {

// Points.
constexpr double kMargin = 36;
constexpr double kTextWidth = kPaperWidth - 2 * kMargin;
constexpr double kTop = kMargin + 22;  // below the page's head
constexpr double kBottom = kPaperHeight - kMargin;
constexpr double kPadding = 3;  // of a cell, on each side
constexpr Ink kInk{0.08, 0.08, 0.1};
constexpr Ink kGreyInk{0.35, 0.35, 0.38};
constexpr Ink kWhiteInk{1, 1, 1};
constexpr Ink kMarkInk{0.95, 0.93, 0.93};
const Lettering kHeadLettering{.size = 8, .ink = kInk};
const Pen kRule{.ink = kInk, .width = 0.7};
const Pen kHair{.ink = {0.75, 0.75, 0.77}, .width = 0.4};

// The annex is a list to who hears it, a row an entry: tags of its cells would be four fifths of
// the file, and half of the time.
struct TableStyle {
  double size = 8.5;
  const char* tag = "Table";
  const char* row_tag = "TR";
  const char* head_tag = "TH";  // nullptr: none
  const char* cell_tag = "TD";

  Lettering LetteringOf(bool head) const {
    return {.size = size, .face = head ? Face::kBold : Face::kPlain, .ink = kInk};
  }
};
const TableStyle kTable;
const TableStyle kAnnex{6.8, "L", "LI", nullptr, nullptr};

// What is drawn in one go, at a height that the page breaks decide.
struct Item {
  LineHeight size;
  std::function<void(double top)> draw;
  std::function<void(double top)> draw_again;  // the head of its table
  int table = 0;                               // rows of one table share a number; 0: no table
  const TableStyle* style = nullptr;           // of a table
  bool is_map = false;
};

struct Role {
  Lettering lettering;
  double above = 0;
  double below = 0;
  const char* tag = "P";
  bool keep_with_next = false;
};
Role RoleOf(TextRole role) {
  switch (role) {
    case TextRole::kTitle:
      return {{.size = 19, .face = Face::kBold, .ink = kInk}, 0, 6, "H1", true};
    case TextRole::kHeading:
      return {{.size = 13, .face = Face::kBold, .ink = kInk}, 12, 4, "H1", true};
    case TextRole::kSubheading:
      return {{.size = 10, .face = Face::kBold, .ink = kInk}, 8, 3, "H2", true};
    case TextRole::kNote:
      return {{.size = 8, .ink = kGreyInk}, 0, 4, "P", true};
    case TextRole::kCode:
      return {{.size = 11.5, .face = Face::kBold, .ink = kInk}, 0, 5};
    case TextRole::kStamp:
      return {{.size = 13, .face = Face::kBold, .ink = kWhiteInk}, 2, 8, "P", true};
    case TextRole::kBody:
      break;
  }
  return {{.size = 9.5, .ink = kInk}, 0, 4};
}

// Lays a paper out and draws it. Thread: one.
class PageFlow {
 public:
  PageFlow(const Paper& paper, const PinnedFonts& fonts, int64_t time_s)
      : paper_(paper),
        fonts_(fonts),
        canvas_({.format = PictureFormat::kPdf,
                 .language = std::string(LanguageCode(paper.language)),
                 .right_to_left = IsRightToLeft(paper.language),
                 .title = paper.title,
                 .time_s = time_s,
                 .width = kPaperWidth,
                 .height = kPaperHeight,
                 .fonts = &fonts}) {}

  absl::StatusOr<DrawnPaper> Draw() {
    for (const PaperBlock& block : paper_.blocks) {
      std::visit([this](const auto& one) { Add(one); }, block);
    }
    DrawnPaper drawn = DrawPages();
    absl::StatusOr<std::string> pdf = canvas_.Finish();
    if (!pdf.ok()) return pdf.status();
    drawn.pdf = *std::move(pdf);
    return drawn;
  }

 private:
  Rect OnPage(Rect rect) const {
    if (canvas_.right_to_left()) rect.x = kPaperWidth - rect.x - rect.w;
    return rect;
  }
  Rect Row(double top) const { return {kMargin, top, kTextWidth, 0}; }

  Item& AddItem(double height, std::function<void(double)> draw) {
    Item& item = items_.emplace_back();
    item.size = {.height = height, .begins_page = std::exchange(page_break_, false)};
    item.draw = std::move(draw);
    return item;
  }

  void Add(const PaperPageBreak& /*block*/) { page_break_ = true; }

  // Line by line, so that a long text goes on over the page.
  void Add(const PaperText& block) {
    const Role role = RoleOf(block.role);
    const std::vector<TextLine> lines = canvas_.Lines(block.text, role.lettering, kTextWidth - 12);
    for (size_t i = 0; i < lines.size(); ++i) {
      const double above = i == 0 ? role.above : 0;
      const double below = i + 1 == lines.size() ? role.below : 0;
      const TextLine& line = lines[i];
      const bool stamp = block.role == TextRole::kStamp;
      const double height = above + line.height() + below;
      const std::string bookmark =
          block.role == TextRole::kHeading && i == 0 ? WithoutIsolates(block.text) : "";
      AddItem(height, [this, line, role, above, stamp, bookmark](double top) {
        if (!bookmark.empty()) canvas_.Bookmark(bookmark, top);
        canvas_.BeginTag(role.tag);
        Rect room = Row(top + above);
        if (stamp) {
          canvas_.FillRect({room.x, room.y - 2, room.w, line.height() + 4}, kInk);
          room = room.Inset(6);
          room.y = top + above;
        }
        canvas_.Write({line}, room, Align::kStart, role.lettering);
        canvas_.EndTag(role.tag);
      }).size.keep_with_next = role.keep_with_next || i + 1 < std::min<size_t>(lines.size(), 3);
    }
  }

  // Somebody's words in their own direction, with a bar beside them.
  void Add(const PaperQuote& block) {
    const Lettering head{.size = 9, .face = Face::kBold, .ink = kInk};
    const Lettering body{.size = 10, .ink = kInk};
    AddQuoteLines(canvas_.Lines(block.head, head, kTextWidth - 24), head, true);
    std::string text = SafeDisplay(block.text, Lines::kMany);
    if (block.right_to_left) text = IsolateTokens(text);
    AddQuoteLines(LinesOf(block).Break(text, body.face, body.size, kTextWidth - 24), body, false);
    AddItem(6, [](double) {});
  }

  TextLines& LinesOf(const PaperQuote& quote) {
    std::unique_ptr<TextLines>& lines = other_languages_[{quote.language, quote.right_to_left}];
    if (!lines) {
      lines = std::make_unique<TextLines>(quote.language, quote.right_to_left, &fonts_);
    }
    return *lines;
  }

  void AddQuoteLines(const std::vector<TextLine>& lines, const Lettering& lettering, bool head) {
    for (const TextLine& line : lines) {
      AddItem(line.height() + (head ? 2 : 0), [this, line, lettering](double top) {
        canvas_.BeginTag("BlockQuote");
        canvas_.FillRect(OnPage({kMargin + 2, top, 3, line.height() + 2}), kGreyInk);
        canvas_.Write({line}, OnPage({kMargin + 12, top, kTextWidth - 24, 0}), Align::kStart,
                      lettering);
        canvas_.EndTag("BlockQuote");
      }).size.keep_with_next = head;
    }
  }

  void Add(const PaperChart& block) {
    Add(PaperText{.role = TextRole::kNote, .text = block.title});
    AddItem(ChartHeight(block) + 6, [this, &block](double top) {
      canvas_.BeginTag("Figure");
      DrawChart(canvas_, block, Row(top));
      canvas_.EndTag("Figure");
    });
  }

  void Add(const PaperMap& block) {
    page_break_ = true;
    const size_t first = items_.size();
    Add(PaperText{.role = TextRole::kNote, .text = block.caption});
    double room = kBottom - kTop - 1;
    for (size_t i = first; i < items_.size(); ++i) room -= items_[i].size.height;
    AddItem(room, [](double) {}).is_map = true;
  }

  struct Cell {
    std::vector<TextLine> lines;
    Rect room;  // x and width only, on the page
    Align align = Align::kStart;
  };

  // A row's cells, measured: as high as the highest of them.
  std::vector<Cell> CellsOf(const PaperTable& table, const std::vector<std::string>& texts,
                            const Lettering& lettering) {
    double shares = 0;
    for (const PaperColumn& column : table.columns) shares += column.share;
    std::vector<Cell> cells;
    double x = kMargin;
    for (size_t i = 0; i < table.columns.size(); ++i) {
      const double width = kTextWidth * table.columns[i].share / shares;
      const Rect room = OnPage(Rect{x, 0, width, 0}.Inset(kPadding));
      cells.push_back({canvas_.Lines(texts[i], lettering, room.w), room,
                       table.columns[i].figure ? Align::kEnd : Align::kStart});
      x += width;
    }
    return cells;
  }

  static double HeightOfCells(const std::vector<Cell>& cells) {
    double height = 0;
    for (const Cell& cell : cells) height = std::max(height, HeightOf(cell.lines));
    return height;
  }

  void DrawRow(const std::vector<Cell>& cells, const TableStyle& style, bool head, double top) {
    const char* cell_tag = head ? style.head_tag : style.cell_tag;
    const Lettering lettering = style.LetteringOf(head);
    canvas_.BeginTag(style.row_tag);
    for (const Cell& cell : cells) {
      if (cell_tag != nullptr) canvas_.BeginTag(cell_tag);
      canvas_.Write(cell.lines, {cell.room.x, top, cell.room.w, 0}, cell.align, lettering);
      if (cell_tag != nullptr) canvas_.EndTag(cell_tag);
    }
    canvas_.EndTag(style.row_tag);
  }

  void DrawRule(double y, const Pen& pen) {
    canvas_.Stroke({{{kMargin, y}, {kPaperWidth - kMargin, y}}}, false, pen);
  }

  void Add(const PaperTable& block) {
    constexpr double kRowGap = 2.5;
    const TableStyle& style = block.small ? kAnnex : kTable;
    ++tables_;
    std::vector<std::string> titles;
    bool has_head = false;
    for (const PaperColumn& column : block.columns) {
      titles.push_back(column.title);
      has_head = has_head || !column.title.empty();
    }
    double head_height = 0;
    std::function<void(double)> draw_head;
    if (has_head) {
      std::vector<Cell> cells = CellsOf(block, titles, style.LetteringOf(true));
      head_height = HeightOfCells(cells) + 2 * kRowGap;
      draw_head = [this, cells = std::move(cells), &style, head_height](double top) {
        DrawRow(cells, style, true, top + kRowGap / 2);
        DrawRule(top + head_height - kRowGap, kRule);
      };
      Item& item = AddItem(head_height, draw_head);
      item.size.keep_with_next = true;
      item.table = tables_;
      item.style = &style;
    }
    for (size_t i = 0; i < block.rows.size(); ++i) {
      std::vector<Cell> cells = CellsOf(block, block.rows[i], style.LetteringOf(false));
      const double height = HeightOfCells(cells) + kRowGap;
      Item& item = AddItem(height, [this, cells = std::move(cells), &style, height](double top) {
        DrawRow(cells, style, false, top);
        DrawRule(top + height - kRowGap / 2, kHair);
      });
      item.size.again = head_height;
      // Neither the first row nor the last stands alone on a page.
      item.size.keep_with_next =
          i + 1 < block.rows.size() && (i == 0 || i + 2 == block.rows.size());
      item.draw_again = draw_head;
      item.table = tables_;
      item.style = &style;
    }
    AddItem(6, [](double) {});
  }

  void DrawFrame(size_t page, size_t count) {
    if (paper_.draft) {
      canvas_.WriteAcross(paper_.state, {kMargin, kTop, kTextWidth, kBottom - kTop}, kMarkInk);
    }
    const double third = kTextWidth / 3;
    Lettering bold = kHeadLettering;
    bold.face = Face::kBold;
    canvas_.WriteText(paper_.name, OnPage({kMargin, kMargin - 6, third, 0}), Align::kStart, bold);
    canvas_.WriteText(paper_.digest, OnPage({kMargin + third, kMargin - 6, third, 0}),
                      Align::kCenter, kHeadLettering);
    const std::string number = IsolateLeftToRight(absl::StrCat(page + 1, "/", count));
    canvas_.WriteText(absl::StrCat(paper_.state, "   ", number),
                      OnPage({kMargin + 2 * third, kMargin - 6, third, 0}), Align::kEnd, bold);
    DrawRule(kMargin + 10, kRule);
  }

  // A table's tag ends with its page, so that the page's head is no part of it.
  void Enter(int table, const TableStyle* style) {
    if (table == open_table_) return;
    if (open_table_ != 0) canvas_.EndTag(open_style_->tag);
    open_table_ = table;
    open_style_ = style;
    if (table != 0) canvas_.BeginTag(style->tag);
  }

  DrawnPaper DrawPages() {
    std::vector<LineHeight> heights;
    for (const Item& item : items_) heights.push_back(item.size);
    const std::vector<size_t> pages = BreakPages(heights, kBottom - kTop, kBottom - kTop);
    DrawnPaper drawn{.pages = pages.empty() ? 1 : pages.back() + 1};
    size_t next = 0;
    for (size_t page = 0; page < drawn.pages; ++page) {
      DrawFrame(page, drawn.pages);
      double y = kTop;
      for (bool first = true; next < items_.size() && pages[next] == page; ++next, first = false) {
        const Item& item = items_[next];
        Enter(item.table, item.style);
        if (first && item.draw_again) {
          item.draw_again(y);
          y += item.size.again;
        }
        item.draw(y);
        if (item.is_map) {
          drawn.map = MapPlace{page, {kMargin, y, kTextWidth, item.size.height}};
        }
        y += item.size.height;
      }
      Enter(0, nullptr);
      if (page + 1 < drawn.pages) canvas_.NextPage();
    }
    return drawn;
  }

  const Paper& paper_;
  const PinnedFonts& fonts_;
  Canvas canvas_;
  std::map<std::pair<std::string, bool>, std::unique_ptr<TextLines>> other_languages_;
  std::vector<Item> items_;
  bool page_break_ = false;
  int tables_ = 0;
  int open_table_ = 0;
  const TableStyle* open_style_ = nullptr;
};

}  // namespace

absl::StatusOr<DrawnPaper> DrawPaper(const Paper& paper, const PinnedFonts& fonts, int64_t time_s) {
  return PageFlow(paper, fonts, time_s).Draw();
}

}  // namespace liaison
