#include "clients/core/report/assemble.h"

#include <string>
#include <utility>
#include <vector>

#include "clients/core/report/report_testing.h"
#include "gtest/gtest.h"
#include "proto/base/error.h"

namespace liaison {
namespace {

std::string ReasonWith(ReportSheet changed) {
  const absl::StatusOr<ReportModel> model =
      Assemble(TestFrame(), {TestSheet("rus", 2), std::move(changed)});
  return model.ok() ? "" : ReasonOf(model.status());
}

TEST(Assemble, OneLeafIsOneRow) {
  EXPECT_EQ(ReasonWith(TestSheet("tur", 2)), "");
  ReportSheet twice = TestSheet("tur", 2);
  twice.rows[1].index = twice.rows[0].index;
  EXPECT_EQ(ReasonWith(twice), "SAME_LEAF") << "of one office";
  ReportSheet others = TestSheet("tur", 2);
  others.rows[1].index = TestRow("rus", 1).index;
  EXPECT_EQ(ReasonWith(others), "SAME_LEAF") << "of two";
}

TEST(Assemble, WhoseSheetIsSetAsideIsNamedBesideThoseWhoGaveNone) {
  ReportFrame frame = TestFrame();
  frame.aside = {"tur"};
  const absl::StatusOr<ReportModel> model = Assemble(frame, {TestSheet("rus", 2)});
  ASSERT_TRUE(model.ok()) << model.status();
  EXPECT_EQ(model->aside, std::vector<std::string>{"tur"});
  EXPECT_EQ(model->missing, (std::vector<std::string>{"irn", "tur"}));
  EXPECT_EQ(*ParseModel(PrintModel(*model)), *model);
  frame.aside.clear();
  EXPECT_NE(HashOfModel(*Assemble(frame, {TestSheet("rus", 2)})), HashOfModel(*model));
}

TEST(Assemble, NobodyAnswersANoticeBeforeItIsThere) {
  ReportSheet sheet = TestSheet("tur", 1);
  const ReportRow& row = sheet.rows.front();
  SheetAct act = {.notice = row.notice,
                  .act = TestNotice("irn", 9),
                  .index = LeafIndex(row.index.value() + 1),
                  .time_ms = row.logged_ms,
                  .mailbox = "irn/duty",
                  .state = "acknowledged"};
  sheet.acts = {act};
  EXPECT_EQ(ReasonWith(sheet), "");
  sheet.acts.front().index = row.index;
  EXPECT_EQ(ReasonWith(sheet), "ACT_ORDER");
  sheet.acts = {act};
  --sheet.acts.front().time_ms;
  EXPECT_EQ(ReasonWith(sheet), "ACT_ORDER");
}

// Whose notice it is no hash proves, so nobody's figures are counted until one of the two is gone.
TEST(Assemble, ANoticeOfAnotherOfficeCannotBeTakenOver) {
  ReportSheet rus = TestSheet("rus", 1);
  ReportSheet tur = TestSheet("tur", 1);
  tur.positions = {{.row = rus.rows[0].notice, .position = "disputed"}};
  const absl::StatusOr<ReportModel> honest = Assemble(TestFrame(), {rus, tur});
  ASSERT_TRUE(honest.ok()) << honest.status();
  EXPECT_EQ(honest->Find("e.disputed")->value, FigureValue(int64_t{1}));
  ReportSheet irn = TestSheet("irn", 1);  // sorts first
  irn.rows[0].kind = "line_check";
  irn.rows[0].fields = JsonText();
  irn.rows[0].notice = rus.rows[0].notice;
  // A receipt that lies before the claim: not the honest office is told to contribute again.
  rus.acts = {{.notice = rus.rows[0].notice,
               .act = TestNotice("tur", 9),
               .index = LeafIndex(rus.rows[0].index.value() + 1),
               .time_ms = rus.rows[0].logged_ms,
               .mailbox = "tur/duty",
               .state = "acknowledged"}};
  irn.rows[0].index = LeafIndex(rus.rows[0].index.value() + 10);
  const absl::StatusOr<ReportModel> model = Assemble(TestFrame(), {irn, rus, tur});
  ASSERT_FALSE(model.ok()) << "disputed is now "
                           << std::get<int64_t>(model->Find("e.disputed")->value);
  EXPECT_EQ(ReasonOf(model.status()), "SAME_NOTICE");
  EXPECT_EQ(DetailOf(model.status())->subject, irn.rows[0].serial);
  EXPECT_EQ(DetailOf(model.status())->field, rus.rows[0].serial);
}

TEST(Assemble, WhatLiesAfterTheCutIsNotForASheetToSay) {
  ReportSheet sheet = TestSheet("tur", 1);
  sheet.ranges = {{.desk = "TUR-d07", .year = 2017, .first = 2, .last = 9, .why = "after_cut"}};
  EXPECT_EQ(ReasonWith(sheet), "SHEET");
}

}  // namespace
}  // namespace liaison
