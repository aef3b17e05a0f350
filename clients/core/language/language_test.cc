#include "clients/core/language/language.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <string>

#include "proto/base/error.h"

namespace liaison {
namespace {

TEST(Language, IsNamedAsInTheNotice) {
  for (const Language language : kLanguages) {
    const absl::StatusOr<Language> parsed = ParseLanguage(LanguageCode(language));
    ASSERT_TRUE(parsed.ok());
    EXPECT_EQ(*parsed, language);
  }
  for (const char* code : {"", "EN", "de", "en-GB"}) {
    EXPECT_EQ(ReasonOf(ParseLanguage(code).status()), "LANGUAGE") << code;
  }
}

TEST(Isolate, GoesRoundEveryValueOfARightToLeftLine) {
  EXPECT_EQ(Isolate(Language::kFa, "TUR-d07-42"), "\u2068TUR-d07-42\u2069");
  EXPECT_EQ(Isolate(Language::kAr, "42"), "\u206842\u2069");
  EXPECT_EQ(Isolate(Language::kAr, ""), "");
}

TEST(Isolate, GoesRoundOnlyRightToLeftTextOfALeftToRightLine) {
  EXPECT_EQ(Isolate(Language::kEn, "\u0625\u062F\u0644\u0628 7"),
            "\u2068\u0625\u062F\u0644\u0628 7\u2069");
  EXPECT_EQ(Isolate(Language::kTr, "\u0130dlib"), "\u0130dlib");
  EXPECT_EQ(Isolate(Language::kRu, "\u05D0"), "\u2068\u05D0\u2069");  // Hebrew too
}

TEST(Isolate, ComesOffForOutputThatIsNoTerminal) {
  EXPECT_EQ(StripIsolation(Isolate(Language::kFa, "a") + " b " + Isolate(Language::kFa, "c")),
            "a b c");
}

TEST(FormatNumber, GroupsWithoutAnySignThatCouldBeADecimal) {
  EXPECT_EQ(FormatNumber(0), "0");
  EXPECT_EQ(FormatNumber(2017), "2017");
  EXPECT_EQ(FormatNumber(-9999), "-9999");
  EXPECT_EQ(FormatNumber(12345), "12\u202F345");
  EXPECT_EQ(FormatNumber(-1234567), "-1\u202F234\u202F567");
  EXPECT_EQ(FormatNumber(std::numeric_limits<int64_t>::min()),
            "-9\u202F223\u202F372\u202F036\u202F854\u202F775\u202F808");
}

TEST(FormatUtc, SaysTheZoneAndNeverLeavesTheCalendar) {
  EXPECT_EQ(FormatUtc(1493892000), "2017-05-04 10:00:00 UTC");
  EXPECT_EQ(FormatUtc(-1), "1969-12-31 23:59:59 UTC");
  EXPECT_EQ(FormatUtc(253402300799), "9999-12-31 23:59:59 UTC");
  EXPECT_EQ(FormatUtc(253402300800), "253402300800 s");
  EXPECT_EQ(FormatUtcMs(1493892000007), "2017-05-04 10:00:00.007 UTC");
  EXPECT_EQ(FormatUtcMs(std::numeric_limits<int64_t>::max()), "9223372036854775807 ms");
}

}  // namespace
}  // namespace liaison
