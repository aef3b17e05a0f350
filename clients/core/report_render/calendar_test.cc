#include "clients/core/report_render/calendar.h"

#include <gtest/gtest.h>

namespace liaison {
namespace {

TEST(Calendar, GregorianDaysAreInTheMonthsOfTheReader) {
  EXPECT_EQ(GregorianDay("2017-05-22", Language::kEn, false), "22 May 2017");
  EXPECT_EQ(GregorianDay("2017-05-22", Language::kRu, false), "22 мая 2017");
  EXPECT_EQ(GregorianDay("2017-05-22", Language::kTr, false), "22 Mayıs 2017");
  EXPECT_EQ(GregorianDay("2017-05-22", Language::kAr, false), "٢٢ أيار ٢٠١٧");
  EXPECT_EQ(GregorianDay("2017-05-22", Language::kAr, true), "22 أيار 2017");
  EXPECT_EQ(GregorianDay("2017-05-22", Language::kFa, false), "۲۲ مهٔ ۲۰۱۷");
}

TEST(Calendar, PersianHasTheSolarDayToo) {
  EXPECT_EQ(SolarDay("2017-05-22", false), "۱ خرداد ۱۳۹۶");
  EXPECT_EQ(SolarDay("2017-05-21", true), "31 اردیبهشت 1396");
  EXPECT_EQ(SolarDay("2017-03-20", true), "30 اسفند 1395");  // a leap year
  EXPECT_EQ(SolarDay("2017-03-21", true), "1 فروردین 1396");
}

TEST(Calendar, WhatIsNoDateComesBack) {
  EXPECT_EQ(GregorianDay("2017-13-40", Language::kEn, false), "2017-13-40");
}

TEST(Calendar, FiguresHaveTheDigitsOfTheLanguage) {
  EXPECT_EQ(NativeDigits("40:07.5", Language::kFa), "۴۰:۰۷.۵");
  EXPECT_EQ(NativeDigits("1234567890", Language::kAr), "١٢٣٤٥٦٧٨٩٠");
  EXPECT_EQ(NativeDigits("123", Language::kRu), "123");
}

}  // namespace
}  // namespace liaison
