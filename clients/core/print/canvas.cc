#include "clients/core/print/canvas.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "clients/core/print/byte_stream.h"

namespace liaison {
namespace {

constexpr double kPngDotsAPoint = 150.0 / 72;
constexpr double kEdgeWidth = 1.8;

// Cairo names the page of an SVG by how many surfaces the process has made.
void NamePage(std::string& svg) {
  constexpr absl::string_view kStart = "<g id=\"surface";
  const size_t at = svg.find(kStart.data(), 0, kStart.size());
  if (at == std::string::npos) return;
  const size_t end = svg.find('"', at + kStart.size());
  svg.replace(at, end - at, "<g id=\"page");
}

cairo_surface_t* PdfSurface(const CanvasOptions& options, std::string& bytes) {
  cairo_surface_t* surface =
      cairo_pdf_surface_create_for_stream(AppendBytes, &bytes, options.width, options.height);
  const std::string date = absl::FormatTime(
      "%Y-%m-%dT%H:%M:%SZ", absl::FromUnixSeconds(options.time_s), absl::UTCTimeZone());
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, options.title.c_str());
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, date.c_str());
  cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_MOD_DATE, date.c_str());
  return surface;
}

cairo_surface_t* SurfaceFor(const CanvasOptions& options, std::string& bytes) {
  switch (options.format) {
    case PictureFormat::kPdf:
      return PdfSurface(options, bytes);
    case PictureFormat::kSvg:
      return cairo_svg_surface_create_for_stream(AppendBytes, &bytes, options.width,
                                                 options.height);
    case PictureFormat::kPng:
      break;
  }
  return cairo_image_surface_create(CAIRO_FORMAT_RGB24,
                                    static_cast<int>(std::lround(options.width * kPngDotsAPoint)),
                                    static_cast<int>(std::lround(options.height * kPngDotsAPoint)));
}

}  // namespace

bool Rect::Contains(const Spot& spot) const {
  return x <= spot.x && spot.x <= right() && y <= spot.y && spot.y <= bottom();
}

bool Rect::Meets(const Rect& other) const {
  return x < other.right() && other.x < right() && y < other.bottom() && other.y < bottom();
}

Canvas::Canvas(const CanvasOptions& options)
    : format_(options.format),
      right_to_left_(options.right_to_left),
      text_(options.language, right_to_left_, options.fonts),
      surface_(SurfaceFor(options, bytes_), &cairo_surface_destroy),
      cairo_(cairo_create(surface_.get()), &cairo_destroy) {
  if (format_ == PictureFormat::kPng) cairo_scale(cairo_.get(), kPngDotsAPoint, kPngDotsAPoint);
  cairo_set_line_join(cairo_.get(), CAIRO_LINE_JOIN_ROUND);
  cairo_set_fill_rule(cairo_.get(), CAIRO_FILL_RULE_EVEN_ODD);
  FillRect({0, 0, options.width, options.height}, {1, 1, 1});
}

void Canvas::NextPage() {
  cairo_show_page(cairo_.get());
  ++page_;
}

void Canvas::Bookmark(const std::string& name, double y) {
  if (format_ != PictureFormat::kPdf) return;
  const std::string place =
      absl::StrFormat("page=%d pos=[0 %d]", page_, static_cast<int>(std::lround(y)));
  cairo_pdf_surface_add_outline(surface_.get(), CAIRO_PDF_OUTLINE_ROOT, name.c_str(), place.c_str(),
                                CAIRO_PDF_OUTLINE_FLAG_OPEN);
}

void Canvas::BeginTag(const char* name) {
  if (format_ == PictureFormat::kPdf) cairo_tag_begin(cairo_.get(), name, nullptr);
}

void Canvas::EndTag(const char* name) {
  if (format_ == PictureFormat::kPdf) cairo_tag_end(cairo_.get(), name);
}

void Canvas::Use(const Ink& ink) {
  cairo_set_source_rgba(cairo_.get(), ink.red, ink.green, ink.blue, ink.alpha);
}

void Canvas::Use(const Pen& pen) {
  Use(pen.ink);
  cairo_set_line_width(cairo_.get(), pen.width);
  cairo_set_dash(cairo_.get(), pen.dashes.data(), static_cast<int>(pen.dashes.size()), 0);
}

void Canvas::Trace(const Outline& paths, bool closed) {
  cairo_new_path(cairo_.get());
  for (const std::vector<Spot>& path : paths) {
    cairo_new_sub_path(cairo_.get());
    for (const Spot& spot : path) cairo_line_to(cairo_.get(), spot.x, spot.y);
    if (closed) cairo_close_path(cairo_.get());
  }
}

void Canvas::Fill(const Outline& areas, const Ink& ink) {
  Use(ink);
  Trace(areas, true);
  cairo_fill(cairo_.get());
}

void Canvas::Stroke(const Outline& paths, bool closed, const Pen& pen) {
  Use(pen);
  Trace(paths, closed);
  cairo_stroke(cairo_.get());
}

void Canvas::HatchIn(const Outline& areas, Hatch hatch, double step, const Pen& pen) {
  double left = 0;
  double top = 0;
  double right = 0;
  double bottom = 0;
  cairo_save(cairo_.get());
  Trace(areas, true);
  cairo_clip(cairo_.get());
  cairo_clip_extents(cairo_.get(), &left, &top, &right, &bottom);
  const double height = bottom - top;
  // Counted from the page's corner, so that neighbouring areas are hatched through.
  const auto first = [step](double from) { return std::floor(from / step) * step; };
  Outline strokes;
  for (double sum = first(left + top); sum < right + bottom; sum += step) {
    strokes.push_back({{sum - bottom, bottom}, {sum - bottom + height, top}});
  }
  for (double apart = first(left - bottom); hatch == Hatch::kCrossed && apart < right - top;
       apart += step) {
    strokes.push_back({{apart + top, top}, {apart + top + height, bottom}});
  }
  Stroke(strokes, false, pen);
  cairo_restore(cairo_.get());
}

void Canvas::FillRect(const Rect& rect, const Ink& ink) {
  Use(ink);
  cairo_rectangle(cairo_.get(), rect.x, rect.y, rect.w, rect.h);
  cairo_fill(cairo_.get());
}

void Canvas::StrokeRect(const Rect& rect, const Pen& pen) {
  Use(pen);
  cairo_rectangle(cairo_.get(), rect.x, rect.y, rect.w, rect.h);
  cairo_stroke(cairo_.get());
}

void Canvas::Disc(const Spot& center, double radius, const Ink& ink) {
  Use(ink);
  cairo_new_path(cairo_.get());
  cairo_arc(cairo_.get(), center.x, center.y, radius, 0, 2 * std::numbers::pi);
  cairo_fill(cairo_.get());
}

void Canvas::Ring(const Spot& center, double radius, const Pen& pen) {
  Use(pen);
  cairo_new_path(cairo_.get());
  cairo_arc(cairo_.get(), center.x, center.y, radius, 0, 2 * std::numbers::pi);
  cairo_stroke(cairo_.get());
}

void Canvas::Arrow(const Spot& from, const Spot& to, double head, const Pen& pen) {
  const double length = std::hypot(to.x - from.x, to.y - from.y);
  if (length <= 0) return;
  const Spot along{(to.x - from.x) / length, (to.y - from.y) / length};
  const Spot neck{to.x - along.x * head, to.y - along.y * head};
  const double half = head * 0.4;
  Stroke({{from, neck}}, false, pen);
  Fill({{to,
         {neck.x - along.y * half, neck.y + along.x * half},
         {neck.x + along.y * half, neck.y - along.x * half}}},
       pen.ink);
}

void Canvas::Clip(const Rect& rect) {
  cairo_save(cairo_.get());
  cairo_rectangle(cairo_.get(), rect.x, rect.y, rect.w, rect.h);
  cairo_clip(cairo_.get());
}

void Canvas::Unclip() { cairo_restore(cairo_.get()); }

void Canvas::Place(const Rect& from, const Rect& to) {
  const double scale = std::min(to.w / from.w, to.h / from.h);
  Clip(to);
  cairo_translate(cairo_.get(), to.x + (to.w - from.w * scale) / 2, to.y);
  cairo_scale(cairo_.get(), scale, scale);
  cairo_translate(cairo_.get(), -from.x, -from.y);
}

std::vector<TextLine> Canvas::Lines(absl::string_view text, const Lettering& lettering,
                                    double width) {
  // Fonts of several scripts leave more room than a page full of short lines has.
  constexpr double kMostAscent = 1.15;
  constexpr double kMostDescent = 0.5;
  std::vector<TextLine> lines = text_.Break(text, lettering.face, lettering.size, width);
  for (TextLine& line : lines) {
    line.ascent = std::min(line.ascent, kMostAscent * lettering.size);
    line.descent = std::min(line.descent, kMostDescent * lettering.size);
  }
  return lines;
}

double Canvas::Write(const std::vector<TextLine>& lines, const Rect& room, Align align,
                     const Lettering& lettering) {
  double y = room.y;
  for (const TextLine& line : lines) {
    const double spare = room.w - line.width;
    const bool at_left = (align == Align::kStart) != line.right_to_left;
    const double x = room.x + (align == Align::kCenter ? spare / 2 : at_left ? 0 : spare);
    if (lettering.edge) {
      Use(Pen{.ink = {1, 1, 1, 0.85}, .width = kEdgeWidth});
      cairo_move_to(cairo_.get(), x, y + line.ascent);
      pango_cairo_layout_line_path(cairo_.get(), line.line);
      cairo_stroke(cairo_.get());
    }
    Use(lettering.ink);
    cairo_move_to(cairo_.get(), x, y + line.ascent);
    pango_cairo_show_layout_line(cairo_.get(), line.line);
    y += line.height();
  }
  return y - room.y;
}

double Canvas::WriteText(absl::string_view text, const Rect& room, Align align,
                         const Lettering& lettering) {
  return Write(Lines(text, lettering, room.w), room, align, lettering);
}

void Canvas::WriteAcross(absl::string_view text, const Rect& rect, const Ink& ink) {
  constexpr double kTrialSize = 40;
  constexpr double kUsed = 0.7;
  const double diagonal = std::hypot(rect.w, rect.h);
  const Lettering trial{.size = kTrialSize, .face = Face::kBold};
  const double trial_width = WidthOf(Lines(text, trial, kTrialSize * 100));
  Lettering lettering = trial;
  lettering.ink = ink;
  lettering.size = std::min(kTrialSize * kUsed * diagonal / trial_width, rect.w / 4);
  const std::vector<TextLine> lines = Lines(text, lettering, 2 * diagonal);
  cairo_save(cairo_.get());
  cairo_translate(cairo_.get(), rect.middle().x, rect.middle().y);
  cairo_rotate(cairo_.get(), -std::atan2(rect.h, rect.w));
  Write(lines, {-diagonal, -HeightOf(lines) / 2, 2 * diagonal, 0}, Align::kCenter, lettering);
  cairo_restore(cairo_.get());
}

absl::StatusOr<std::string> Canvas::Finish() {
  cairo_show_page(cairo_.get());
  if (format_ == PictureFormat::kPng) {
    cairo_surface_flush(surface_.get());
    cairo_surface_write_to_png_stream(surface_.get(), AppendBytes, &bytes_);
  }
  cairo_surface_finish(surface_.get());
  if (format_ == PictureFormat::kSvg) NamePage(bytes_);
  if (cairo_status(cairo_.get()) != CAIRO_STATUS_SUCCESS ||
      cairo_surface_status(surface_.get()) != CAIRO_STATUS_SUCCESS || bytes_.empty()) {
    return absl::ResourceExhaustedError("no memory to draw the picture");
  }
  return std::move(bytes_);
}

}  // namespace liaison
