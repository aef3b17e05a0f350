#include "clients/core/report_render/wording.h"

#include <gtest/gtest.h>

#include "absl/strings/str_replace.h"

namespace liaison {
namespace {

class WordingTest : public ::testing::Test {
 protected:
  Wording In(Language language, bool latin_digits = false) const {
    return Wording(language, latin_digits, phrases_);
  }
  static std::string Marked(absl::string_view text) {
    return absl::StrReplaceAll(text, {{"\u2066", "["}, {"\u2069", "]"}});
  }
  const Phrasebook phrases_ = Phrasebook::BuiltIn();
};

TEST_F(WordingTest, ZeroIsNotTheDash) {
  EXPECT_EQ(In(Language::kEn).Value(int64_t{0}, Unit::kCount), "0");
  EXPECT_EQ(In(Language::kEn).Value(FigureValue(), Unit::kCount), "—");
  EXPECT_EQ(In(Language::kFa).Value(FigureValue(), Unit::kTime), "—");
}

TEST_F(WordingTest, FiguresHaveNativeDigitsAndIdentifiersNever) {
  EXPECT_EQ(Marked(In(Language::kFa).Number(-467)), "[-۴۶۷]");
  EXPECT_EQ(Marked(In(Language::kAr).Number(467)), "[٤٦٧]");
  EXPECT_EQ(Marked(In(Language::kAr, true).Number(467)), "[467]");
  EXPECT_EQ(Marked(In(Language::kFa).Code("TUR-d07-2017-000042")), "[TUR-d07-2017-000042]");
  EXPECT_EQ(Marked(In(Language::kAr).Utc(0)), "[1970-01-01 00:00:00 UTC]");
}

TEST_F(WordingTest, RangesRunFromLowToHighEachEndForItself) {
  const FigureRange range{1800000, 1800001};
  EXPECT_EQ(In(Language::kEn).Value(range, Unit::kTime), "0:30:00–0:30:00.001");
  EXPECT_EQ(Marked(In(Language::kAr).Value(range, Unit::kTime)), "[[٠:٣٠:٠٠]–[٠:٣٠:٠٠.٠٠١]]");
  EXPECT_EQ(In(Language::kEn).Value(FigureRange{144000000, std::nullopt}, Unit::kTime),
            "40:00:00 or more, some never");
  EXPECT_EQ(In(Language::kEn).Value(FigureRange{7, 7}, Unit::kCount), "7");
}

TEST_F(WordingTest, TimesLeaveOutWhatIsZero) {
  EXPECT_EQ(In(Language::kEn).UtcMinute(60'000), "1970-01-01 00:01");
  EXPECT_EQ(In(Language::kEn).UtcMinute(61'000), "1970-01-01 00:01:01");
  EXPECT_EQ(In(Language::kEn).UtcMinute(61'001), "1970-01-01 00:01:01.001");
  EXPECT_EQ(Marked(In(Language::kFa).Interval(18 * 3600'000, 20 * 3600'000)),
            "[1970-01-01 18:00–20:00]");
  EXPECT_EQ(In(Language::kEn).Interval(0, 86400'000), "1970-01-01 00:00–1970-01-02 00:00");
}

TEST_F(WordingTest, PersianDaysHaveTheSolarDayBehindThem) {
  EXPECT_EQ(Marked(In(Language::kFa).Day("2017-05-22")), "[2017-05-22] (۱ خرداد ۱۳۹۶)");
  EXPECT_EQ(Marked(In(Language::kAr).Day("2017-05-22")), "[2017-05-22]");
}

// What people of another office called something stands in one cell, whatever they wrote.
TEST_F(WordingTest, CodesStayOneLineInTheirOwnDirection) {
  EXPECT_EQ(In(Language::kEn).Code("OP-3\n\u202e7"), "OP-3<U+000A><U+202E>7");
  EXPECT_EQ(Marked(In(Language::kAr).Code("OP-3\u2069\u2028")), "[OP-3<U+2069><U+2028>]");
  EXPECT_EQ(In(Language::kEn).Day("2017\n05"), "2017<U+000A>05");
}

TEST_F(WordingTest, UnknownWordsAreShownAsTheyAre) {
  EXPECT_EQ(In(Language::kEn).Label("zone", "none"), "Not stated");
  EXPECT_EQ(In(Language::kEn).Label("zone", "elsewhere"), "elsewhere");
  EXPECT_EQ(In(Language::kEn).NoticeKind("violation"), "Violation");
  EXPECT_EQ(In(Language::kEn).NoticeKind("other_kind"), "other_kind");
}

}  // namespace
}  // namespace liaison
