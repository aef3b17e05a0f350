#include "clients/core/report_render/page_flow.h"

#include <functional>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/core/language/human_text.h"
#include "clients/core/language/isolation.h"
#include "clients/core/print/page_breaks.h"
#include "clients/core/report_render/chart.h"
#include "clients/core/report_render/table_rows.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

// Points.
constexpr double kMargin = 36;
constexpr double kTextWidth = kPaperWidth - 2 * kMargin;
constexpr double kTop = kMargin + 22;  // below the page's head
constexpr double kBottom = kPaperHeight - kMargin;
constexpr double kRoom = kBottom - kTop;
constexpr Ink kInk{0.08, 0.08, 0.1};
constexpr Ink kGreyInk{0.35, 0.35, 0.38};
constexpr Ink kWhiteInk{1, 1, 1};
constexpr Ink kMarkInk{0.95, 0.93, 0.93};
const Lettering kHeadLettering{.size = 8, .ink = kInk};
const Pen kRule{.ink = kInk, .width = 0.7};
const Pen kHair{.ink = {0.75, 0.75, 0.77}, .width = 0.4};

// Of a table's rules: above and below the text together.
constexpr double kRowGap = 2.5;

Lettering TableLettering(const PaperTable& table, bool head) {
  constexpr double kSize = 8.5;
  constexpr double kAnnexSize = 6.8;
  return {.size = table.small ? kAnnexSize : kSize,
          .face = head ? Face::kBold : Face::kPlain,
          .ink = kInk};
}

// Of a longer one the tags of cells would be four fifths of the file, and half of the time: its
// rows are paragraphs to a reader that does not see them.
bool HasCells(const PaperTable& table) {
  constexpr size_t kMostRows = 1000;
  return table.rows.size() <= kMostRows;
}

// What is one thing to a reader that does not see the page: a paragraph, a table, a chart.
struct PageElement {
  const char* tag = nullptr;
  std::string alt;
  std::string language;  // empty: the page's
};

// What is drawn in one go, at a height that the page breaks decide.
struct Item {
  LineHeight size;
  std::function<void(double top)> draw;        // none: a space, which no page begins with
  std::function<void(double top)> draw_again;  // the head of its table
  size_t element = 0;                          // that it is a part of; 0: of none
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
  PageFlow(const Paper& paper, const PinnedFonts& fonts, int64_t time_s,
           const DrawPicture& draw_map)
      : paper_(paper),
        fonts_(fonts),
        draw_map_(draw_map),
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
    DrawPages();
    RETURN_IF_ERROR(drawn_map_);
    ASSIGN_OR_RETURN(drawn_.pdf, canvas_.Finish());
    return std::move(drawn_);
  }

 private:
  Rect OnPage(Rect rect) const {
    if (canvas_.right_to_left()) rect.x = kPaperWidth - rect.x - rect.w;
    return rect;
  }
  static Rect Band(double top) { return {kMargin, top, kTextWidth, 0}; }

  // What is added from here on, until the next one, is part of it.
  void Begin(PageElement element) { elements_.push_back(std::move(element)); }

  Item& AddItem(double height, std::function<void(double)> draw) {
    Item& item = items_.emplace_back();
    item.size = {.height = height, .begins_page = std::exchange(page_break_, false)};
    item.draw = std::move(draw);
    item.element = elements_.size();
    return item;
  }
  void AddSpace(double height) { AddItem(height, nullptr).element = 0; }

  void Add(const PaperPageBreak& /*block*/) { page_break_ = true; }

  // Line by line, so that a long text goes on over the page.
  void Add(const PaperText& block) {
    const Role role = RoleOf(block.role);
    const bool stamp = block.role == TextRole::kStamp;
    const std::vector<TextLine> lines = canvas_.Lines(block.text, role.lettering, kTextWidth - 12);
    Begin({.tag = role.tag});
    for (size_t i = 0; i < lines.size(); ++i) {
      const double above = i == 0 ? role.above : 0;
      const double below = i + 1 == lines.size() ? role.below : 0;
      const TextLine& line = lines[i];
      const std::string bookmark =
          block.role == TextRole::kHeading && i == 0 ? WithoutIsolates(block.text) : "";
      AddItem(above + line.height() + below, [this, line, lettering = role.lettering, above, stamp,
                                              bookmark](double top) {
        if (!bookmark.empty()) canvas_.Bookmark(bookmark, top);
        Rect room = Band(top + above);
        if (stamp) {
          canvas_.FillRect({room.x, room.y - 2, room.w, line.height() + 4}, kInk);
          room = {room.x + 6, room.y, room.w - 12, 0};
        }
        canvas_.Write({line}, room, Align::kStart, lettering);
      }).size.keep_with_next = role.keep_with_next || i + 1 < std::min<size_t>(lines.size(), 3);
    }
  }

  // Somebody's words in their own direction, with a bar beside them.
  void Add(const PaperQuote& block) {
    const Lettering head{.size = 9, .face = Face::kBold, .ink = kInk};
    const Lettering body{.size = 10, .ink = kInk};
    Begin({.tag = "P"});
    AddQuoteLines(canvas_.Lines(block.head, head, kTextWidth - 24), head, true);
    std::string text = SafeDisplay(block.text, Lines::kMany);
    if (block.right_to_left) text = IsolateTokens(text);
    Begin({.tag = "BlockQuote", .language = block.language});
    AddQuoteLines(LinesOf(block).Break(text, body.face, body.size, kTextWidth - 24), body, false);
    AddSpace(6);
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
        canvas_.FillRect(OnPage({kMargin + 2, top, 3, line.height() + 2}), kGreyInk);
        canvas_.Write({line}, OnPage({kMargin + 12, top, kTextWidth - 24, 0}), Align::kStart,
                      lettering);
      }).size.keep_with_next = head;
    }
  }

  // Part by part, so that one of many offices goes on over the page; a small one stays whole.
  void Add(const PaperChart& block) {
    Add(PaperText{.role = TextRole::kNote, .text = block.title});
    Begin({.tag = "Figure", .alt = WithoutIsolates(ChartInWords(block))});
    const size_t parts = ChartParts(block);
    const double height = ChartPartHeight(block);
    const bool whole = static_cast<double>(parts) * height <= kRoom / 2;
    for (size_t part = 0; part < parts; ++part) {
      AddItem(height, [this, &block, part](double top) {
        DrawChartPart(canvas_, block, part, Band(top));
      }).size.keep_with_next = whole && part + 1 < parts;
    }
    AddSpace(6);
  }

  void Add(const PaperMap& block) {
    page_break_ = true;
    const size_t first = items_.size();
    Add(PaperText{.role = TextRole::kNote, .text = block.caption});
    double room = kRoom - 1;
    for (size_t i = first; i < items_.size(); ++i) room -= items_[i].size.height;
    Begin({.tag = "Figure", .alt = WithoutIsolates(block.alt)});
    AddItem(room, [this, room](double top) {
      drawn_map_ = draw_map_(canvas_, {kMargin, top, kTextWidth, room});
    });
  }

  // Gives how high it is: as high as it is again on each page that its table goes on to.
  double AddHead(const PaperTable& block) {
    std::vector<std::string> titles;
    bool any = false;
    for (const PaperColumn& column : block.columns) {
      titles.push_back(column.title);
      any = any || !column.title.empty();
    }
    if (!any) return 0;
    const Lettering lettering = TableLettering(block, true);
    const auto row =
        std::make_shared<const TableRow>(MeasureRow(canvas_, block, titles, lettering, Band(0)));
    const double height = HeightOf(*row) + 2 * kRowGap;
    const auto draw = [this, row, lettering, height](double top, RowKind kind) {
      DrawRow(canvas_, *row, kind, lettering, top + kRowGap / 2);
      DrawRule(top + height - kRowGap, kRule);
    };
    const RowKind kind = HasCells(block) ? RowKind::kHead : RowKind::kPlain;
    AddItem(height, [draw, kind](double top) { draw(top, kind); }).size.keep_with_next = true;
    // Told again to those who see it.
    draw_head_again_ = [draw](double top) { draw(top, RowKind::kPlain); };
    return height;
  }

  void AddRow(const PaperTable& block, const std::vector<std::string>& texts, double head_height) {
    constexpr double kSpare = 10;
    const Lettering lettering = TableLettering(block, false);
    std::vector<TableRow> parts =
        CutRow(MeasureRow(canvas_, block, texts, lettering, Band(0)), kRoom - head_height - kSpare);
    const RowKind kind = HasCells(block) ? RowKind::kBody : RowKind::kPlain;
    if (kind == RowKind::kPlain) Begin({.tag = "P"});
    for (TableRow& part : parts) {
      const double height = HeightOf(part) + kRowGap;
      Item& item =
          AddItem(height, [this, part = std::move(part), kind, lettering, height](double top) {
            DrawRow(canvas_, part, kind, lettering, top);
            DrawRule(top + height - kRowGap / 2, kHair);
          });
      item.size.again = head_height;
      item.draw_again = draw_head_again_;
    }
  }

  // Not torn apart where it is small; else neither its first row nor its last stands alone.
  void KeepTogether(size_t first) {
    double height = 0;
    for (size_t i = first; i < items_.size(); ++i) height += items_[i].size.height;
    const bool whole = height <= kRoom / 3;
    for (size_t i = first; i + 1 < items_.size(); ++i) {
      if (whole || i <= first + 1 || i + 2 == items_.size()) items_[i].size.keep_with_next = true;
    }
  }

  void Add(const PaperTable& block) {
    Begin({.tag = HasCells(block) ? "Table" : "P"});
    draw_head_again_ = nullptr;
    const size_t first = items_.size();
    const double head_height = AddHead(block);
    for (const std::vector<std::string>& row : block.rows) AddRow(block, row, head_height);
    KeepTogether(first);
    AddSpace(6);
  }

  void DrawRule(double y, const Pen& pen) {
    canvas_.Stroke({{{kMargin, y}, {kPaperWidth - kMargin, y}}}, false, pen);
  }

  void DrawFrame(size_t page, size_t count) {
    if (paper_.draft) {
      canvas_.WriteAcross(paper_.state, {kMargin, kTop, kTextWidth, kRoom}, kMarkInk);
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

  // A tag ends with its page, so that the page's head is no part of it.
  void Enter(size_t element) {
    if (element == open_element_) return;
    if (open_element_ != 0) canvas_.EndTag(elements_[open_element_ - 1].tag);
    open_element_ = element;
    if (element == 0) return;
    const PageElement& begun = elements_[element - 1];
    canvas_.BeginTag(begun.tag);
    drawn_.tags.push_back({.alt = begun.alt,
                           .language = begun.language,
                           .goes_on = std::exchange(last_element_, element) == element});
  }

  // Gives where the next one stands.
  double DrawItem(const Item& item, double y) {
    const bool first = y == kTop;
    Enter(item.element);
    if (!item.draw) return first ? y : y + item.size.height;
    if (first && item.draw_again) {
      item.draw_again(y);
      y += item.size.again;
    }
    item.draw(y);
    return y + item.size.height;
  }

  void DrawPages() {
    std::vector<LineHeight> heights;
    for (const Item& item : items_) heights.push_back(item.size);
    const std::vector<size_t> pages = BreakPages(heights, kRoom, kRoom);
    const size_t count = pages.empty() ? 1 : pages.back() + 1;
    size_t next = 0;
    for (size_t page = 0; page < count; ++page) {
      DrawFrame(page, count);
      double y = kTop;
      for (; next < items_.size() && pages[next] == page; ++next) y = DrawItem(items_[next], y);
      Enter(0);
      if (page + 1 < count) canvas_.NextPage();
    }
  }

  const Paper& paper_;
  const PinnedFonts& fonts_;
  const DrawPicture& draw_map_;
  Canvas canvas_;
  std::map<std::pair<std::string, bool>, std::unique_ptr<TextLines>> other_languages_;
  std::vector<PageElement> elements_;  // an item's is one less
  std::vector<Item> items_;
  std::function<void(double)> draw_head_again_;  // of the table that is added
  bool page_break_ = false;
  size_t open_element_ = 0;
  size_t last_element_ = 0;
  absl::Status drawn_map_;
  DrawnPaper drawn_;
};

}  // namespace

absl::StatusOr<DrawnPaper> DrawPaper(const Paper& paper, const PinnedFonts& fonts, int64_t time_s,
                                     const DrawPicture& draw_map) {
  return PageFlow(paper, fonts, time_s, draw_map).Draw();
}

}  // namespace liaison
