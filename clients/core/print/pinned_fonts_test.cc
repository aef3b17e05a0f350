#include "clients/core/print/pinned_fonts.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "clients/core/print/text_lines.h"
#include "proto/base/error.h"

namespace liaison {
namespace {

std::vector<PangoGlyph> GlyphsOf(const PinnedFonts& fonts, absl::string_view language,
                                 absl::string_view text) {
  TextLines lines(language, true, &fonts);
  std::vector<PangoGlyph> glyphs;
  for (const TextLine& line : lines.Break(text, Face::kPlain, 10, 500)) {
    EXPECT_EQ(pango_layout_get_unknown_glyphs_count(line.line->layout), 0);
    for (GSList* at = line.line->runs; at != nullptr; at = at->next) {
      const PangoGlyphString* run = static_cast<PangoGlyphItem*>(at->data)->glyphs;
      for (int i = 0; i < run->num_glyphs; ++i) glyphs.push_back(run->glyphs[i].glyph);
    }
  }
  return glyphs;
}

// R32. The font has Urdu forms; what decides is the language that the text is in.
TEST(PinnedFonts, PersianAndArabicReadersDoNotGetUrduDigits) {
  const absl::StatusOr<PinnedFonts> fonts = PinnedFonts::Open(kFontFolder);
  ASSERT_TRUE(fonts.ok()) << fonts.status();
  const std::vector<PangoGlyph> persian = GlyphsOf(*fonts, "fa", "۴۶۷");
  const std::vector<PangoGlyph> urdu = GlyphsOf(*fonts, "ur", "۴۶۷");
  ASSERT_EQ(persian.size(), 3u);
  ASSERT_EQ(urdu.size(), 3u);
  EXPECT_EQ(persian, GlyphsOf(*fonts, "ar", "۴۶۷"));
  for (size_t i = 0; i < 3; ++i) EXPECT_NE(persian[i], urdu[i]) << i;
}

TEST(PinnedFonts, AnotherFontOrNoneIsRefused) {
  const std::filesystem::path folder =
      std::filesystem::path(::testing::TempDir()) / "pinned_fonts_test";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  const std::string bold = (folder / "NotoSans-Bold.ttf").string();
  absl::Status absent = PinnedFonts::Open(folder.string()).status();
  EXPECT_EQ(absent.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(absent), "FONT");
  for (const PinnedFont& font : kPinnedFonts) {
    const std::string file(font.file);
    std::filesystem::copy_file(std::string(kFontFolder) + "/" + file, folder / file);
  }
  EXPECT_TRUE(PinnedFonts::Open(folder.string()).ok());
  std::ofstream(bold, std::ios::app | std::ios::binary) << "x";
  const absl::Status other = PinnedFonts::Open(folder.string()).status();
  EXPECT_EQ(ReasonOf(other), "FONT");
  EXPECT_EQ(DetailOf(other)->subject, bold);
}

}  // namespace
}  // namespace liaison
