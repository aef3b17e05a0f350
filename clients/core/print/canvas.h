// Pages to draw on, and what is drawn on them again and again: strokes, hatchings, text with a
// light edge around it. Lengths in points (1/72 inch) from the top left. No surface that Cairo
// numbers by itself (groups, patterns) is made, so the same calls give the same bytes.
#ifndef LIAISON_CLIENTS_CORE_PRINT_CANVAS_H_
#define LIAISON_CLIENTS_CORE_PRINT_CANVAS_H_

#include <cairo.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/core/print/picture_format.h"
#include "clients/core/print/pinned_fonts.h"
#include "clients/core/print/text_lines.h"

namespace liaison {

struct Spot {
  double x = 0;
  double y = 0;
};
struct Rect {
  double x = 0;
  double y = 0;
  double w = 0;
  double h = 0;

  double right() const { return x + w; }
  double bottom() const { return y + h; }
  Spot middle() const { return {x + w / 2, y + h / 2}; }
  bool Contains(const Spot& spot) const;
  bool Meets(const Rect& other) const;
  Rect Inset(double margin) const {
    return {x + margin, y + margin, w - 2 * margin, h - 2 * margin};
  }
};
struct Ink {
  double red = 0;
  double green = 0;
  double blue = 0;
  double alpha = 1;
};
struct Pen {
  Ink ink;
  double width = 1;
  std::vector<double> dashes;
};
// kRising: ////; kCrossed: like a grid standing on its corner.
enum class Hatch : uint8_t { kRising, kCrossed };
// Where a line of text stands in its room. kStart is where reading begins.
enum class Align : uint8_t { kStart, kCenter, kEnd };

struct Lettering {
  double size = 8;
  Face face = Face::kPlain;
  Ink ink;
  bool edge = false;  // a light edge, to be read on a map
};

struct CanvasOptions {
  PictureFormat format = PictureFormat::kPdf;
  std::string language;  // "ar": chooses letter forms
  bool right_to_left = false;
  std::string title;   // the file's
  int64_t time_s = 0;  // the file's date, never the drawing's
  double width = 0;    // of the first page; each later one may be another
  double height = 0;
  const PinnedFonts* fonts = nullptr;  // nullptr: the machine's; else it outlives the canvas
};

// Points to each corner of a path; several parts make one path.
using Outline = std::vector<std::vector<Spot>>;

class Canvas {
 public:
  explicit Canvas(const CanvasOptions& options);
  Canvas(const Canvas&) = delete;
  Canvas& operator=(const Canvas&) = delete;

  bool right_to_left() const { return right_to_left_; }

  // The next page of a PDF, as large as this one.
  void NextPage();
  // What is drawn until EndTag is, to a reader that does not see it, a "Table", "TR", "H1" (ISO
  // 32000, 14.8.4). Of a PDF only.
  void BeginTag(const char* name);
  void EndTag(const char* name);
  // An entry in the reader's list of contents: leads to this height of this page. Of a PDF only.
  void Bookmark(const std::string& name, double y);

  void Fill(const Outline& areas, const Ink& ink);
  void Stroke(const Outline& paths, bool closed, const Pen& pen);
  // Within areas by the even-odd rule; `step` apart.
  void HatchIn(const Outline& areas, Hatch hatch, double step, const Pen& pen);
  void FillRect(const Rect& rect, const Ink& ink);
  void StrokeRect(const Rect& rect, const Pen& pen);
  void Disc(const Spot& center, double radius, const Ink& ink);
  void Ring(const Spot& center, double radius, const Pen& pen);
  // From `from` to `to`, with a head of `head` points there.
  void Arrow(const Spot& from, const Spot& to, double head, const Pen& pen);
  // Everything until Unclip stays within the rectangle.
  void Clip(const Rect& rect);
  void Unclip();
  // Everything until Unclip that is drawn on `from` stands in `to` instead, as large as fits, at
  // its top in the middle, and nothing beyond.
  void Place(const Rect& from, const Rect& to);

  // Lines of a text that fit a width; kept until the canvas ends.
  std::vector<TextLine> Lines(absl::string_view text, const Lettering& lettering, double width);
  // Draws lines from the top of `room` on; gives the height they took.
  double Write(const std::vector<TextLine>& lines, const Rect& room, Align align,
               const Lettering& lettering);
  // In one go, in a room without bottom.
  double WriteText(absl::string_view text, const Rect& room, Align align,
                   const Lettering& lettering);
  // Across a rectangle, from its bottom left to its top right, as large as fits.
  void WriteAcross(absl::string_view text, const Rect& rect, const Ink& ink);

  // The file. Errors: ResourceExhausted (no memory).
  absl::StatusOr<std::string> Finish();

 private:
  void Trace(const Outline& paths, bool closed);
  void Use(const Pen& pen);
  void Use(const Ink& ink);

  PictureFormat format_;
  int page_ = 1;
  bool right_to_left_;
  std::string bytes_;
  TextLines text_;
  std::unique_ptr<cairo_surface_t, decltype(&cairo_surface_destroy)> surface_;
  std::unique_ptr<cairo_t, decltype(&cairo_destroy)> cairo_;
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_PRINT_CANVAS_H_
