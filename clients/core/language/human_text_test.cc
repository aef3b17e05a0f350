#include "clients/core/language/human_text.h"

#include <gtest/gtest.h>

#include <string>

#include "proto/base/error.h"

namespace liaison {
namespace {

// CRYPTO 1.1, spelled out once more by hand: the table of the code must not drift from the page.
constexpr char32_t kForbidden[] = {0x061C, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066,
                                   0x2067, 0x2068, 0x2069, 0x200B, 0x200E, 0x200F, 0xFEFF,
                                   0x0000, 0x0009, 0x000D, 0x001B, 0x007F};
constexpr char32_t kAllowed[] = {0x200C, 0x200D, 0x0020, 0x00E9, 0x0627, 0x06CC, 0x202F, 0x1F6D1};

std::string Utf8(char32_t c) {
  const auto byte = [](char32_t value) { return static_cast<char>(static_cast<uint8_t>(value)); };
  if (c < 0x80) return {byte(c)};
  if (c < 0x800) return {byte(0xC0 | (c >> 6)), byte(0x80 | (c & 0x3F))};
  if (c < 0x10000) {
    return {byte(0xE0 | (c >> 12)), byte(0x80 | ((c >> 6) & 0x3F)), byte(0x80 | (c & 0x3F))};
  }
  return {byte(0xF0 | (c >> 18)), byte(0x80 | ((c >> 12) & 0x3F)), byte(0x80 | ((c >> 6) & 0x3F)),
          byte(0x80 | (c & 0x3F))};
}

TEST(HumanText, RefusesEveryCharacterOfTheTableAndNoOther) {
  for (const char32_t c : kForbidden) {
    EXPECT_EQ(ReasonOf(CheckHumanText("text", "ab" + Utf8(c), Lines::kMany)), "CONTROL")
        << static_cast<uint32_t>(c);
  }
  for (const char32_t c : kAllowed) {
    EXPECT_TRUE(CheckHumanText("text", "ab" + Utf8(c), Lines::kMany).ok())
        << static_cast<uint32_t>(c);
  }
}

TEST(HumanText, NamesThePositionAndTheCharacter) {
  const absl::Status status =
      CheckHumanText("place.name", "\u0627\u062F\u0644\u0628\u202E", Lines::kOne);
  ASSERT_TRUE(DetailOf(status).has_value());
  EXPECT_EQ(DetailOf(status)->field, "place.name");
  EXPECT_EQ(DetailOf(status)->subject, "5: U+202E RIGHT-TO-LEFT OVERRIDE");
}

TEST(HumanText, AllowsLineFeedsOnlyWhereThereAreLines) {
  EXPECT_TRUE(CheckHumanText("text", "a\nb", Lines::kMany).ok());
  EXPECT_EQ(ReasonOf(CheckHumanText("subject", "a\nb", Lines::kOne)), "CONTROL");
}

TEST(HumanText, RefusesBytesThatAreNotUtf8) {
  for (const char* text : {"a\x9b", "\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x80"}) {
    EXPECT_EQ(ReasonOf(CheckHumanText("text", text, Lines::kMany)), "UTF8");
    EXPECT_EQ(ReasonOf(NormalizeHumanText("text", text, Lines::kMany).status()), "UTF8");
  }
}

TEST(HumanText, RefusesTextThatIsNotInNormalFormCAndMakesItSoAtInput) {
  const std::string decomposed = "Afrin e\u0301";
  const absl::Status status = CheckHumanText("place.name", decomposed, Lines::kOne);
  EXPECT_EQ(ReasonOf(status), "NFC") << status;
  const absl::StatusOr<std::string> normal =
      NormalizeHumanText("place.name", decomposed, Lines::kOne);
  ASSERT_TRUE(normal.ok());
  EXPECT_EQ(*normal, "Afrin \u00E9");
  EXPECT_TRUE(CheckHumanText("place.name", *normal, Lines::kOne).ok());
}

TEST(HumanText, NormalizingDoesNotLetForbiddenCharactersIn) {
  EXPECT_EQ(ReasonOf(NormalizeHumanText("text", "a\u2067b", Lines::kMany).status()), "CONTROL");
}

TEST(SafeDisplay, ShowsWhatCouldSteerATerminalOrAReader) {
  const struct {
    std::string text;
    std::string shown;
  } cases[] = {
      {"\x1b[31mred", "<U+001B>[31mred"},
      {"a\u202Eb", "a<U+202E>b"},
      {"csi \u009B31m", "csi <U+009B>31m"},
      {"raw \x9b", "raw <0x9B>"},
      {"cut \xE2\x80", "cut <0xE2><0x80>"},
      {"a\rb\tc", "a<U+000D>b c"},
      {"line\u2028sep", "line<U+2028>sep"},
      {"tag \U000E0041", "tag <U+E0041>"},
      {"soft\u00ADhyphen", "soft<U+00AD>hyphen"},
      {"\uE000", "<U+E000>"},
      {"\u0645\u06CC\u200C\u0634\u0648\u062F", "\u0645\u06CC\u200C\u0634\u0648\u062F"},
      {"Humus'un kuzeyi, \u0418\u0434\u043B\u0438\u0431",
       "Humus'un kuzeyi, \u0418\u0434\u043B\u0438\u0431"},
  };
  for (const auto& c : cases) EXPECT_EQ(SafeDisplay(c.text, Lines::kOne), c.shown);
  EXPECT_EQ(SafeDisplay("a\nb", Lines::kOne), "a<U+000A>b");
  EXPECT_EQ(SafeDisplay("a\nb", Lines::kMany), "a\nb");
}

TEST(FoldForSearch, MakesOneKeyOfSpellingsThatReadersTakeForOne) {
  const struct {
    const char* a;
    const char* b;
  } pairs[] = {
      {"\u0639\u0644\u064A", "\u0639\u0644\u06CC"},              // Arabic and Persian yeh
      {"\u0639\u0644\u0649", "\u0639\u0644\u06CC"},              // alef maksura
      {"\u0643\u062A\u0627\u0628", "\u06A9\u062A\u0627\u0628"},  // kaf
      {"\u0625\u062F\u0644\u0628", "\u0627\u062F\u0644\u0628"},  // alef with hamza
      {"\u0645\u06CC\u200C\u0631\u0648\u062F", "\u0645\u06CC\u0631\u0648\u062F"},  // ZWNJ
      {"\u0645\u064F\u062D\u064E\u0645\u0651\u062F", "\u0645\u062D\u0645\u062F"},  // vowel marks
      {"\u063A\u0648\u0637\u0629", "\u063A\u0648\u0637\u0647"},                    // teh marbuta
      {"\u0130DL\u0130B", "idlib"},
      {"\u0131\u015F\u0131k", "I\u015EIK"},
      {"\u0401\u043B\u043A\u0430", "\u0435\u043B\u043A\u0430"},
      {"\u06F1\u06F2\u0663", "123"},
      {"e\u0301", "\u00C9"},
      {"\uFEDF\uFEE0\uFEE2", "\u0644\u0644\u0645"},  // presentation forms
  };
  for (const auto& pair : pairs) EXPECT_EQ(FoldForSearch(pair.a), FoldForSearch(pair.b)) << pair.a;
}

TEST(FoldForSearch, KeepsDifferentWordsApart) {
  EXPECT_NE(FoldForSearch("Homs"), FoldForSearch("Hama"));
  EXPECT_NE(FoldForSearch("\u0431\u043E\u0439"), FoldForSearch("\u0431\u043E\u0438"));
  EXPECT_NE(FoldForSearch("\u015F"), FoldForSearch("s"));
}

}  // namespace
}  // namespace liaison
