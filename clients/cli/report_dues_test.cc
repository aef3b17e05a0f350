// The dues of a report whose opening names none, some or all of them.
#include "clients/cli/report_dues.h"

#include <gtest/gtest.h>

#include <optional>

namespace liaison {
namespace {

constexpr int64_t kDay_s = int64_t{24} * 3600;
constexpr int64_t kEnd_s = 1'496'275'200;

// In days after the period's end; 0: not given.
ReportDues Given(int64_t contribution, int64_t review, int64_t sign) {
  const auto due = [](int64_t days) {
    return days == 0 ? std::nullopt : std::optional<int64_t>(kEnd_s + days * kDay_s);
  };
  return {.contribution_s = due(contribution), .review_s = due(review), .sign_s = due(sign)};
}
ReportDues Filled(ReportDues dues, int64_t now_s = kEnd_s - kDay_s) {
  FillDues(kEnd_s * 1000, now_s * 1000, dues);
  return dues;
}

TEST(ReportDuesTest, WithoutAnyAllAreFilled) {
  EXPECT_EQ(Filled({}), Given(3, 5, 7));
  EXPECT_EQ(Filled({}, kEnd_s + 10 * kDay_s), Given(13, 15, 17)) << "long after the period";
}

TEST(ReportDuesTest, OneThatIsGivenLeavesTheOthersToBeFilled) {
  EXPECT_EQ(Filled(Given(2, 0, 0)), Given(2, 5, 7));
  EXPECT_EQ(Filled(Given(10, 0, 0)), Given(10, 12, 14));
  EXPECT_EQ(Filled(Given(0, 12, 0)), Given(3, 12, 14));
  EXPECT_EQ(Filled(Given(0, 0, 9)), Given(3, 5, 9));
  EXPECT_EQ(Filled(Given(4, 0, 9)), Given(4, 6, 9));
  EXPECT_EQ(Filled(Given(4, 6, 9)), Given(4, 6, 9));
}

TEST(ReportDuesTest, WhereTheNextOneIsCloseTheyLieBeforeIt) {
  EXPECT_EQ(Filled(Given(0, 2, 0)), Given(1, 2, 7));
  ReportDues half = Given(3, 3, 4);
  *half.review_s += kDay_s / 2;
  EXPECT_EQ(Filled(Given(0, 0, 4)), half);
  const ReportDues tight = Filled(Given(0, 0, 1));
  EXPECT_LT(kEnd_s, *tight.contribution_s);
  EXPECT_LT(*tight.contribution_s, *tight.review_s);
  EXPECT_LT(*tight.review_s, *tight.sign_s);
}

}  // namespace
}  // namespace liaison
