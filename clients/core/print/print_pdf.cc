#include "clients/core/print/print_pdf.h"

#include <cairo-pdf.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "clients/core/print/byte_stream.h"
#include "clients/core/print/page_breaks.h"
#include "clients/core/print/qr.h"
#include "clients/core/print/text_lines.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

// Points.
constexpr double kPageWidth = 595.276;
constexpr double kPageHeight = 841.89;
constexpr double kMargin = 48;
constexpr double kInnerWidth = kPageWidth - 2 * kMargin;
constexpr double kTitleSize = 15;
constexpr double kTextSize = 10;
constexpr double kDigestSize = 9.5;
constexpr double kGap = 10;      // between columns, and around rules
constexpr double kRowGap = 3;    // below a row
constexpr double kIndent = 12;   // a step of depth
constexpr double kQrSide = 102;  // 36 mm: modules of half a millimetre
constexpr double kPageNumberWidth = 48;
constexpr int kQuietModules = 4;

// A piece of text at its place.
struct Placed {
  TextLine text;
  double x = 0;  // from the reading edge of the page's inner part: right to left, the right one
};

// One line of the page over all columns.
struct PageLine {
  std::vector<Placed> pieces;
  double ascent = 0;  // of the highest piece: all stand on one baseline
  double descent = 0;
  double below = 0;
  bool keep_with_next = false;

  LineHeight size() const { return {ascent + descent + below, keep_with_next}; }
};

void AddRow(TextLines& lines, const PrintRow& row, const std::vector<int>& widths,
            std::vector<PageLine>& page_lines) {
  double shares = 0;
  for (const int width : widths) shares += width;
  const double room = kInnerWidth - kGap * static_cast<double>(widths.size() - 1);
  const size_t first = page_lines.size();
  double x = 0;
  for (size_t i = 0; i < row.cells.size() && i < widths.size(); ++i) {
    const double width = room * widths[i] / shares;
    const double indent = i == 0 ? std::min(kIndent * row.depth, width / 2) : 0;
    const Face face = row.strong ? Face::kBold : Face::kPlain;
    const std::vector<TextLine> texts = lines.Break(row.cells[i], face, kTextSize, width - indent);
    for (size_t line = 0; line < texts.size(); ++line) {
      if (first + line == page_lines.size()) page_lines.emplace_back();
      PageLine& target = page_lines[first + line];
      target.pieces.push_back({.text = texts[line], .x = x + indent});
      target.ascent = std::max(target.ascent, texts[line].ascent);
      target.descent = std::max(target.descent, texts[line].descent);
    }
    x += width + kGap;
  }
  if (page_lines.size() > first) page_lines.back().below += kRowGap;
}

std::vector<PageLine> LayOut(TextLines& lines, const PrintDocument& document) {
  std::vector<PageLine> page_lines;
  for (const PrintSection& section : document.sections) {
    if (!section.heading.empty()) {
      const size_t first = page_lines.size();
      AddRow(lines, {.cells = {section.heading}, .strong = true}, {1}, page_lines);
      for (size_t i = first; i < page_lines.size(); ++i) page_lines[i].keep_with_next = true;
    }
    for (const PrintRow& row : section.rows) AddRow(lines, row, section.widths, page_lines);
    if (!page_lines.empty()) page_lines.back().below += kGap;
  }
  return page_lines;
}

// Draws page by page what stands on all of them, and what was laid out for each.
class Sheet {
 public:
  Sheet(const PrintDocument& document, std::optional<QrCode> qr, std::string& bytes)
      : document_(document),
        qr_(std::move(qr)),
        lines_(document.language, document.right_to_left),
        title_(
            lines_.Break(document.title, Face::kBold, kTitleSize, kInnerWidth - kPageNumberWidth)),
        digest_(lines_.Break(document.digest, Face::kFixed, kDigestSize, kInnerWidth)),
        warnings_(lines_.Break(absl::StrJoin(document.warnings, "   •   "), Face::kBold, kTextSize,
                               kInnerWidth - 2 * kGap)),
        surface_(cairo_pdf_surface_create_for_stream(AppendBytes, &bytes, kPageWidth, kPageHeight),
                 &cairo_surface_destroy),
        cairo_(cairo_create(surface_.get()), &cairo_destroy) {
    const double lead_width = kInnerWidth - (qr_.has_value() ? kQrSide + kGap : 0);
    for (const std::string& line : document.lead) {
      for (const TextLine& text : lines_.Break(line, Face::kPlain, kTextSize, lead_width)) {
        lead_.push_back(text);
      }
    }
    cairo_pdf_surface_set_metadata(surface_.get(), CAIRO_PDF_METADATA_TITLE,
                                   document.title.c_str());
    cairo_pdf_surface_set_metadata(
        surface_.get(), CAIRO_PDF_METADATA_CREATE_DATE,
        absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", absl::FromUnixSeconds(document.time_s),
                         absl::UTCTimeZone())
            .c_str());
  }

  // Returns the number of pages; zero where cairo had no memory.
  size_t Draw() {
    const std::vector<PageLine> page_lines = LayOut(lines_, document_);
    std::vector<LineHeight> heights;
    for (const PageLine& line : page_lines) heights.push_back(line.size());
    const double room = Bottom() - Top();
    const std::vector<size_t> pages = BreakPages(heights, room - LeadHeight(), room);
    const size_t count = pages.empty() ? 1 : pages.back() + 1;
    size_t next = 0;
    for (size_t page = 0; page < count; ++page) {
      DrawFrame(page, count);
      double y = Top() + (page == 0 ? LeadHeight() : 0);
      for (; next < pages.size() && pages[next] == page; ++next) {
        for (const Placed& piece : page_lines[next].pieces) {
          DrawText(piece.text, piece.x, y + page_lines[next].ascent);
        }
        y += page_lines[next].size().height;
      }
      cairo_show_page(cairo_.get());
    }
    cairo_surface_finish(surface_.get());
    const bool good = cairo_status(cairo_.get()) == CAIRO_STATUS_SUCCESS &&
                      cairo_surface_status(surface_.get()) == CAIRO_STATUS_SUCCESS;
    return good ? count : 0;
  }

 private:
  double Top() const { return kMargin + HeightOf(title_) + 2 * kGap; }
  double Bottom() const {
    return kPageHeight - kMargin - HeightOf(digest_) - HeightOf(warnings_) - 3 * kGap;
  }
  double LeadHeight() const {
    if (lead_.empty() && !qr_.has_value()) return 0;
    return std::max(HeightOf(lead_), qr_.has_value() ? kQrSide : 0) + kGap;
  }

  void DrawText(const TextLine& text, double x, double baseline) {
    const double left = document_.right_to_left ? kInnerWidth - x - text.width : x;
    cairo_move_to(cairo_.get(), kMargin + left, baseline);
    pango_cairo_show_layout_line(cairo_.get(), text.line);
  }

  void DrawTexts(const std::vector<TextLine>& texts, double x, double y) {
    for (const TextLine& text : texts) {
      DrawText(text, x, y + text.ascent);
      y += text.height();
    }
  }

  void DrawRule(double y) {
    cairo_set_line_width(cairo_.get(), 0.7);
    cairo_move_to(cairo_.get(), kMargin, y);
    cairo_line_to(cairo_.get(), kPageWidth - kMargin, y);
    cairo_stroke(cairo_.get());
  }

  void DrawFrame(size_t page, size_t count) {
    DrawTexts(title_, 0, kMargin);
    const std::vector<TextLine> number =
        lines_.Break(absl::StrCat(page + 1, "/", count), Face::kPlain, kTextSize, kPageNumberWidth);
    DrawText(number.front(), kInnerWidth - number.front().width, kMargin + title_.front().ascent);
    DrawRule(kMargin + HeightOf(title_) + kGap / 2);
    if (page == 0) DrawLead();
    double y = Bottom() + kGap;
    if (!document_.warnings.empty()) {
      const double height = HeightOf(warnings_) + kGap / 2;
      cairo_rectangle(cairo_.get(), kMargin, y, kInnerWidth, height);
      cairo_fill(cairo_.get());
      cairo_set_source_rgb(cairo_.get(), 1, 1, 1);
      DrawTexts(warnings_, kGap, y + kGap / 4);
      cairo_set_source_rgb(cairo_.get(), 0, 0, 0);
      y += height + kGap / 2;
    }
    DrawTexts(digest_, 0, y);
  }

  void DrawLead() {
    DrawTexts(lead_, 0, Top());
    if (!qr_.has_value()) return;
    const double module = kQrSide / static_cast<double>(qr_->width + 2 * kQuietModules);
    const double left = document_.right_to_left ? kMargin : kPageWidth - kMargin - kQrSide;
    for (size_t i = 0; i < qr_->dark.size(); ++i) {
      if (!qr_->dark[i]) continue;
      cairo_rectangle(
          cairo_.get(), left + module * static_cast<double>(i % qr_->width + kQuietModules),
          Top() + module * static_cast<double>(i / qr_->width + kQuietModules), module, module);
    }
    cairo_fill(cairo_.get());
  }

  const PrintDocument& document_;
  const std::optional<QrCode> qr_;
  TextLines lines_;
  const std::vector<TextLine> title_;
  const std::vector<TextLine> digest_;
  const std::vector<TextLine> warnings_;
  std::vector<TextLine> lead_;
  const std::unique_ptr<cairo_surface_t, decltype(&cairo_surface_destroy)> surface_;
  const std::unique_ptr<cairo_t, decltype(&cairo_destroy)> cairo_;
};

}  // namespace

absl::StatusOr<PrintedPdf> PrintPdf(const PrintDocument& document) {
  std::optional<QrCode> qr;
  if (!document.qr.empty()) {
    ASSIGN_OR_RETURN(qr, MakeQrCode(document.qr));
  }
  PrintedPdf printed;
  printed.pages = Sheet(document, std::move(qr), printed.bytes).Draw();
  if (printed.pages == 0) return absl::ResourceExhaustedError("no memory to draw the pages");
  return printed;
}

}  // namespace liaison
