#include "clients/core/report/sheet_merge.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "proto/base/error.h"

namespace liaison {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Hash HashOf(uint8_t digit) {
  Hash hash{};
  hash.bytes.back() = digit;
  return hash;
}

ReportRow Row(uint8_t number) {
  ReportRow row;
  row.office = "tur";
  row.serial = "TUR-d07-2017-00000" + std::to_string(number);
  row.notice = HashOf(number);
  row.kind = "violation";
  row.precedence = "priority";
  return row;
}
SheetRange Range(uint64_t first, uint64_t last, std::string why) {
  return {.desk = "TUR-d07", .year = 2017, .first = first, .last = last, .why = std::move(why)};
}
ReportSheet Part(std::vector<ReportRow> rows, std::vector<SheetRange> ranges, uint64_t last) {
  ReportSheet part;
  part.report = "JWG-2017-05";
  part.office = "tur";
  part.desks = {{.desk = "TUR-d07", .year = 2017, .last = last}};
  part.rows = std::move(rows);
  part.ranges = std::move(ranges);
  return part;
}

TEST(MergeSheets, TakesFromEachWhatTheOthersDoNotKnow) {
  const ReportSheet duty = Part({Row(1), Row(3)}, {Range(2, 2, "out_of_scope")}, 3);
  const ReportSheet head = Part({Row(4)}, {}, 5);
  const auto merged = MergeSheets({duty, head});
  ASSERT_TRUE(merged.ok()) << merged.status();
  EXPECT_THAT(merged->rows, ElementsAre(Row(1), Row(3), Row(4)));
  EXPECT_THAT(merged->ranges, ElementsAre(Range(2, 2, "out_of_scope")));
  EXPECT_EQ(merged->desks.front().last, 5U);  // 5 stays a gap
}

TEST(MergeSheets, OfTwoViewsTheStrongerOneCounts) {
  const ReportSheet one = Part({Row(2)}, {Range(1, 1, "void"), Range(3, 4, "out_of_scope")}, 4);
  const ReportSheet two = Part({Row(1), Row(3)}, {Range(2, 2, "withheld"), Range(4, 4, "void")}, 4);
  const auto merged = MergeSheets({one, two});
  ASSERT_TRUE(merged.ok()) << merged.status();
  EXPECT_THAT(merged->rows, ElementsAre(Row(1), Row(3)));
  EXPECT_THAT(merged->ranges, ElementsAre(Range(2, 2, "withheld"), Range(4, 4, "out_of_scope")));
}

TEST(MergeSheets, ActsOnWhatIsWithheldGoWithIt) {
  ReportSheet one = Part({Row(1)}, {}, 1);
  one.acts = {{.notice = HashOf(1), .act = HashOf(9), .mailbox = "irn/duty", .state = "read"}};
  EXPECT_THAT(MergeSheets({one, one})->acts, ElementsAre(one.acts.front()));
  EXPECT_THAT(MergeSheets({one, Part({}, {Range(1, 1, "withheld")}, 1)})->acts, IsEmpty());
}

TEST(MergeSheets, TheContributingDesksStatementsStandLast) {
  const SheetPosition confirmed = {.row = HashOf(1), .position = "confirmed"};
  const SheetPosition disputed = {.row = HashOf(1), .position = "disputed"};
  ReportSheet own = Part({}, {}, 0);
  own.positions = {confirmed};
  ReportSheet other = own;
  other.positions = {confirmed, disputed};
  EXPECT_THAT(MergeSheets({own, other})->positions, ElementsAre(disputed, confirmed));
}

TEST(MergeSheets, RefusesWhatDoesNotFitTogether) {
  ReportSheet foreign = Part({}, {}, 0);
  foreign.office = "rus";
  EXPECT_EQ(DetailOf(MergeSheets({Part({}, {}, 0), foreign}).status())->reason, "FOREIGN_PART");
  ReportRow changed = Row(1);
  changed.zone = "idlib";
  const auto clash = MergeSheets({Part({Row(1)}, {}, 1), Part({changed}, {}, 1)});
  EXPECT_EQ(DetailOf(clash.status())->reason, "PART_CLASH");
  EXPECT_EQ(DetailOf(clash.status())->subject, Row(1).serial);
}

}  // namespace
}  // namespace liaison
