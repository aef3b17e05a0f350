#include "clients/core/print/page_breaks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace liaison {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(PageBreaks, NothingNeedsNoPage) { EXPECT_THAT(BreakPages({}, 100, 100), IsEmpty()); }

TEST(PageBreaks, APageTakesWhatFitsAndTheNextGoesOn) {
  EXPECT_THAT(BreakPages({{40}, {60}, {1}, {99}, {100}}, 100, 100), ElementsAre(0, 0, 1, 1, 2));
}

TEST(PageBreaks, TheFirstPageMayHaveLessRoom) {
  EXPECT_THAT(BreakPages({{30}, {30}, {30}}, 50, 100), ElementsAre(0, 1, 1));
  EXPECT_THAT(BreakPages({{60}}, 50, 100), ElementsAre(1));
}

TEST(PageBreaks, AHeadingGoesWithTheLineBelowIt) {
  EXPECT_THAT(BreakPages({{80}, {10, true}, {15}}, 100, 100), ElementsAre(0, 1, 1));
  EXPECT_THAT(BreakPages({{80}, {5, true}, {5, true}, {15}}, 100, 100), ElementsAre(0, 1, 1, 1));
}

TEST(PageBreaks, AHeadingAtTheEndStandsAlone) {
  EXPECT_THAT(BreakPages({{80}, {10, true}}, 100, 100), ElementsAre(0, 0));
}

TEST(PageBreaks, WhatBeginsAPageDoesSo) {
  EXPECT_THAT(BreakPages({{10}, {10, false, true}, {10}}, 100, 100), ElementsAre(0, 1, 1));
  EXPECT_THAT(BreakPages({{10, false, true}, {10}}, 100, 100), ElementsAre(0, 0));
}

TEST(PageBreaks, TheHeadOfATableTakesRoomOnEachOfItsPages) {
  const LineHeight row{.height = 40, .again = 25};
  EXPECT_THAT(BreakPages({{25, true}, row, row, row, row}, 100, 100), ElementsAre(0, 0, 1, 2, 3));
  EXPECT_THAT(BreakPages({{15, true}, row, row, row, row}, 100, 105), ElementsAre(0, 0, 0, 1, 1));
}

TEST(PageBreaks, WhatIsHigherThanAPageIsNeitherLostNorAsksForEver) {
  EXPECT_THAT(BreakPages({{10}, {300}, {10}}, 100, 100), ElementsAre(0, 1, 2));
  EXPECT_THAT(BreakPages({{60, true}, {60}}, 100, 100), ElementsAre(0, 1));
}

}  // namespace
}  // namespace liaison
