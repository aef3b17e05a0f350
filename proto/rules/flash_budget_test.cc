#include "proto/rules/flash_budget.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace liaison {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

constexpr int64_t kHour = kFlashBudgetSpan_ms;

TEST(FlashBudget, TheBudgetItselfIsWithinAndOneMoreIsBeyond) {
  EXPECT_FALSE(IsBeyondFlashBudget(2, {}, 0));
  EXPECT_FALSE(IsBeyondFlashBudget(2, {5}, 5));
  EXPECT_TRUE(IsBeyondFlashBudget(2, {5, 5}, 5));
}

TEST(FlashBudget, AnHourOldIsPastAndAMillisecondLessIsNot) {
  EXPECT_TRUE(IsBeyondFlashBudget(1, {1000}, 1000 + kHour - 1));
  EXPECT_FALSE(IsBeyondFlashBudget(1, {1000}, 1000 + kHour));
}

TEST(FlashBudget, TheHourSlides) {
  const std::vector<int64_t> within = {0, kHour / 2, kHour - 1};
  EXPECT_TRUE(IsBeyondFlashBudget(2, within, kHour));
  EXPECT_FALSE(IsBeyondFlashBudget(2, within, kHour + kHour / 2));
}

TEST(FlashBudget, WithoutABudgetNothingIsBeyond) {
  EXPECT_FALSE(IsBeyondFlashBudget(0, std::vector<int64_t>(1000, 7), 7));
}

TEST(FlashBudget, WhatIsBeyondDoesNotKeepTheNextBeyond) {
  EXPECT_THAT(FlashWithinBudget(2, {0, 1, 2, kHour - 1, kHour, kHour + 1, kHour + 2}),
              ElementsAre(0, 1, kHour, kHour + 1));
}

TEST(FlashBudget, AFloodRingsAsOftenAsTheBudgetSaysInEveryHour) {
  std::vector<int64_t> flood;
  for (int64_t minute = 0; minute < 10 * 60; ++minute) flood.push_back(minute * 60'000);
  EXPECT_THAT(FlashWithinBudget(6, flood), SizeIs(60));
}

}  // namespace
}  // namespace liaison
