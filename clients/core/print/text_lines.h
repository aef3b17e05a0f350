// Text to lines that fit a width: fonts, letter forms, direction and line breaks, by Pango.
#ifndef LIAISON_CLIENTS_CORE_PRINT_TEXT_LINES_H_
#define LIAISON_CLIENTS_CORE_PRINT_TEXT_LINES_H_

#include <pango/pangocairo.h>

#include <memory>
#include <vector>

#include "absl/strings/string_view.h"

namespace liaison {

struct Unreference {
  void operator()(gpointer object) const { g_object_unref(object); }
};

enum class Face : uint8_t { kPlain, kBold, kFixed };

// One line of a cell. Borrowed from the TextLines that made it.
struct TextLine {
  PangoLayoutLine* line = nullptr;
  double width = 0;   // points
  double ascent = 0;  // above the baseline
  double descent = 0;
  double height() const { return ascent + descent; }
};

// Makes lines and keeps them. The same for every user and screen: no hints of the desktop's.
// Thread: one.
class TextLines {
 public:
  TextLines(absl::string_view language, bool right_to_left);
  TextLines(const TextLines&) = delete;
  TextLines& operator=(const TextLines&) = delete;

  // Breaks between words, inside one where it alone is too wide: nothing is ever cut.
  std::vector<TextLine> Break(absl::string_view text, Face face, double size, double width);

 private:
  std::unique_ptr<PangoFontMap, Unreference> fonts_;
  std::unique_ptr<PangoContext, Unreference> context_;
  std::vector<std::unique_ptr<PangoLayout, Unreference>> layouts_;
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_PRINT_TEXT_LINES_H_
