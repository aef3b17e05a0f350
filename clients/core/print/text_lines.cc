#include "clients/core/print/text_lines.h"

#include <pango/pangofc-fontmap.h>

#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"

namespace liaison {
namespace {

constexpr double kPointsAnInch = 72;
// Debian's fonts-noto-core has all our scripts; DejaVu is what a bare machine may have.
constexpr char kFamily[] = "Noto Sans, Noto Sans Arabic, DejaVu Sans, sans-serif";
constexpr char kFixedFamily[] = "Noto Sans Mono, DejaVu Sans Mono, monospace";

double Points(int units) { return static_cast<double>(units) / PANGO_SCALE; }
int Units(double points) { return static_cast<int>(points * PANGO_SCALE); }

// What no line may end in: identifiers and dates, each with a digit and a hyphen.
PangoAttrList* WholeTokens(absl::string_view text) {
  PangoAttrList* whole = pango_attr_list_new();
  for (size_t at = 0; at < text.size();) {
    const size_t begin = at;
    bool has_digit = false;
    bool has_hyphen = false;
    for (; at < text.size() && (absl::ascii_isalnum(text[at]) || text[at] == '-'); ++at) {
      has_digit = has_digit || absl::ascii_isdigit(text[at]);
      has_hyphen = has_hyphen || text[at] == '-';
    }
    if (has_digit && has_hyphen) {
      PangoAttribute* unbroken = pango_attr_allow_breaks_new(FALSE);
      unbroken->start_index = static_cast<guint>(begin);
      unbroken->end_index = static_cast<guint>(at);
      pango_attr_list_insert(whole, unbroken);
    }
    if (at == begin) ++at;
  }
  return whole;
}

// Breaks again where a token was broken that has room on a line of its own.
void KeepTokensWhole(PangoLayout* layout, absl::string_view text) {
  if (pango_layout_get_line_count(layout) == 1) return;
  PangoAttrList* whole = WholeTokens(text);
  pango_layout_set_attributes(layout, whole);
  pango_attr_list_unref(whole);
  int width = 0;
  pango_layout_get_size(layout, &width, nullptr);
  if (width > pango_layout_get_width(layout)) pango_layout_set_attributes(layout, nullptr);
}

}  // namespace

double HeightOf(const std::vector<TextLine>& lines) {
  double height = 0;
  for (const TextLine& line : lines) height += line.height();
  return height;
}

double WidthOf(const std::vector<TextLine>& lines) {
  double width = 0;
  for (const TextLine& line : lines) width = std::max(width, line.width);
  return width;
}

TextLines::TextLines(absl::string_view language, bool right_to_left, const PinnedFonts* fonts)
    : right_to_left_(right_to_left),
      fonts_(pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT)) {
  if (fonts != nullptr) {
    pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(fonts_.get()), fonts->config());
  }
  pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(fonts_.get()), kPointsAnInch);
  context_.reset(pango_font_map_create_context(fonts_.get()));
  cairo_font_options_t* options = cairo_font_options_create();
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options(context_.get(), options);
  cairo_font_options_destroy(options);
  // Else every letter moves to a whole point, and words fall apart or run together.
  pango_context_set_round_glyph_positions(context_.get(), FALSE);
  // Never the environment's: the page is the same wherever it is printed.
  pango_context_set_language(context_.get(),
                             pango_language_from_string(std::string(language).c_str()));
  pango_context_set_base_dir(context_.get(),
                             right_to_left ? PANGO_DIRECTION_RTL : PANGO_DIRECTION_LTR);
}

const std::vector<TextLine>& TextLines::Break(absl::string_view text, Face face, double size,
                                              double width) {
  std::vector<TextLine>& lines = broken_[{std::string(text), face, size, width}];
  if (!lines.empty()) return lines;
  layouts_.emplace_back(pango_layout_new(context_.get()));
  PangoLayout* layout = layouts_.back().get();
  // The page's direction rules; a value of another direction is isolated by who made it.
  pango_layout_set_auto_dir(layout, FALSE);
  PangoFontDescription* font = pango_font_description_new();
  pango_font_description_set_family(font, face == Face::kFixed ? kFixedFamily : kFamily);
  pango_font_description_set_weight(font,
                                    face == Face::kBold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_font_description_set_size(font, Units(size));
  pango_layout_set_font_description(layout, font);
  pango_font_description_free(font);
  pango_layout_set_width(layout, Units(width));
  pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_text(layout, text.data(), static_cast<int>(text.size()));
  KeepTokensWhole(layout, text);
  for (GSList* at = pango_layout_get_lines_readonly(layout); at != nullptr; at = at->next) {
    auto* line = static_cast<PangoLayoutLine*>(at->data);
    PangoRectangle extents;
    pango_layout_line_get_extents(line, nullptr, &extents);
    lines.push_back({.line = line,
                     .width = Points(extents.width),
                     .ascent = Points(-extents.y),
                     .descent = Points(extents.height + extents.y),
                     .right_to_left = right_to_left_});
  }
  return lines;
}

}  // namespace liaison
