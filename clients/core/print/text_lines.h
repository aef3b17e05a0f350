// Text to lines that fit a width: fonts, letter forms, direction and line breaks, by Pango.
#ifndef LIAISON_CLIENTS_CORE_PRINT_TEXT_LINES_H_
#define LIAISON_CLIENTS_CORE_PRINT_TEXT_LINES_H_

#include <pango/pangocairo.h>

#include <memory>
#include <string>
#include <tuple>
#include <vector>

#include "absl/container/node_hash_map.h"
#include "absl/strings/string_view.h"
#include "clients/core/print/pinned_fonts.h"

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
  bool right_to_left = false;  // reading begins at its right end
  double height() const { return ascent + descent; }
};

double HeightOf(const std::vector<TextLine>& lines);
double WidthOf(const std::vector<TextLine>& lines);  // of the widest

// Makes lines and keeps them. The same for every user and screen: no hints of the desktop's.
// Thread: one.
class TextLines {
 public:
  // `fonts` outlives it; nullptr: the machine's.
  TextLines(absl::string_view language, bool right_to_left, const PinnedFonts* fonts = nullptr);
  TextLines(const TextLines&) = delete;
  TextLines& operator=(const TextLines&) = delete;

  // Breaks between words, inside one where it alone is too wide: nothing is ever cut. Identifiers
  // and dates are words, hyphens and all. The same text in the same room is broken once: tables say
  // the same words in every row.
  const std::vector<TextLine>& Break(absl::string_view text, Face face, double size, double width);

 private:
  bool right_to_left_;
  std::unique_ptr<PangoFontMap, Unreference> fonts_;
  std::unique_ptr<PangoContext, Unreference> context_;
  std::vector<std::unique_ptr<PangoLayout, Unreference>> layouts_;
  // By text, face, size and width. Its values stay where they are.
  absl::node_hash_map<std::tuple<std::string, Face, double, double>, std::vector<TextLine>> broken_;
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_PRINT_TEXT_LINES_H_
