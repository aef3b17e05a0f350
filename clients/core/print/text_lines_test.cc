#include "clients/core/print/text_lines.h"

#include <gtest/gtest.h>

#include <cmath>

namespace liaison {
namespace {

std::vector<std::string> Broken(absl::string_view text, double width) {
  TextLines lines("en", false);
  std::vector<std::string> texts;
  for (const TextLine& line : lines.Break(text, Face::kPlain, 8, width)) {
    texts.emplace_back(text.substr(static_cast<size_t>(line.line->start_index),
                                   static_cast<size_t>(line.line->length)));
  }
  return texts;
}

double Width(absl::string_view text) {
  TextLines lines("en", false);
  return WidthOf(lines.Break(text, Face::kPlain, 8, 1000));
}

TEST(TextLines, IdentifiersAndDatesAreNotBrokenAtTheirHyphens) {
  for (const char* token : {"TUR-d07-2017-000060", "2017-05-22"}) {
    const std::string text = std::string("same event as ") + token + " here";
    for (double width = Width(token) + 1; width < Width(text); width += 7) {
      bool whole = false;
      for (const std::string& line : Broken(text, width)) {
        whole = whole || line.find(token) != std::string::npos;
      }
      EXPECT_TRUE(whole) << token << " at " << width;
    }
  }
}

TEST(TextLines, OneThatIsWiderThanItsRoomIsBrokenAndNotCut) {
  const std::vector<std::string> lines = Broken("as TUR-d07-2017-000060", 30);
  EXPECT_GE(lines.size(), 3u);
  for (const std::string& line : lines) EXPECT_LE(Width(line), 30);
}

// Else words run together on paper, which has finer places than whole points.
TEST(TextLines, LettersStandWhereTheFontPutsThem) {
  const double letter = Width("ii") - Width("i");
  EXPECT_NE(letter, std::round(letter));
  EXPECT_NEAR(Width("iiiiiiiiii"), 10 * letter, 0.1);
}

}  // namespace
}  // namespace liaison
