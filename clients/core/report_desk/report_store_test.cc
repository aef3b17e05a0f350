#include "clients/core/report_desk/report_store.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "clients/core/report_desk/desk_testing.h"
#include "proto/base/error.h"

namespace liaison {
namespace {

class ReportStoreTest : public ReportDeskTest {
 protected:
  ReportStoreTest() : store_(std::move(ReportStore::Open(*database_)).value()) {}
  ReportStatements Said() { return store_->Statements(kTestReport).value(); }
  void Link(const std::string& a, const std::string& b) {
    ASSERT_TRUE(store_->AddLink(kTestReport, {.a = Sha256(a), .b = Sha256(b)}).ok());
  }
  void State(const std::string& row, const std::string& position) {
    ASSERT_TRUE(store_->AddPosition(kTestReport, PositionOn(row, position)).ok());
  }
  static SheetPosition PositionOn(const std::string& row, const std::string& position) {
    return {.row = Sha256(row), .position = position};
  }

  std::unique_ptr<ReportStore> store_;
};

TEST_F(ReportStoreTest, KeepsDocumentsByTheirDigestAndNoticesDamage) {
  EXPECT_EQ(*store_->Document(Sha256("sheet")), std::nullopt);
  ASSERT_TRUE(store_->AddDocument(Sha256("sheet"), "sheet").ok());
  ASSERT_TRUE(store_->AddDocument(Sha256("sheet"), "sheet").ok());
  EXPECT_EQ(*store_->Document(Sha256("sheet")), "sheet");
  ASSERT_TRUE(database_->Run("UPDATE report_document SET bytes='other'").ok());
  EXPECT_EQ(ReasonOf(store_->Document(Sha256("sheet")).status()), "DATABASE_DAMAGED");
}

TEST_F(ReportStoreTest, StatementsStayInTheirOrderAndAreNotRepeated) {
  Link("b", "a");
  Link("a", "c");
  Link("a", "b");
  State("x", "not_confirmed");
  State("x", "not_confirmed");
  State("y", "confirmed");
  State("x", "confirmed");
  State("x", "not_confirmed");
  const ReportStatements said = Said();
  ASSERT_EQ(said.links.size(), 2U);
  EXPECT_EQ(said.links[0].a, Sha256("b"));
  EXPECT_EQ(said.positions, (std::vector<SheetPosition>{
                                PositionOn("x", "not_confirmed"), PositionOn("y", "confirmed"),
                                PositionOn("x", "confirmed"), PositionOn("x", "not_confirmed")}));
  EXPECT_TRUE(store_->Statements("JWG-2017-06")->links.empty());
}

TEST_F(ReportStoreTest, WhatIsWithheldCanBeLetGoAgain) {
  ASSERT_TRUE(store_->SetWithheld(kTestReport, "TUR-d02-2017-000001", true).ok());
  ASSERT_TRUE(store_->SetWithheld(kTestReport, "TUR-d01-2017-000007", true).ok());
  ASSERT_TRUE(store_->SetWithheld(kTestReport, "TUR-d01-2017-000007", true).ok());
  EXPECT_EQ(Said().withheld,
            (std::vector<std::string>{"TUR-d01-2017-000007", "TUR-d02-2017-000001"}));
  ASSERT_TRUE(store_->SetWithheld(kTestReport, "TUR-d02-2017-000001", false).ok());
  EXPECT_EQ(Said().withheld, (std::vector<std::string>{"TUR-d01-2017-000007"}));
}

TEST_F(ReportStoreTest, WhatIsDoneStaysDone) {
  EXPECT_FALSE(*store_->IsDone(Sha256("a paper")));
  ASSERT_TRUE(store_->MarkDone(Sha256("a paper")).ok());
  ASSERT_TRUE(store_->MarkDone(Sha256("a paper")).ok());
  EXPECT_TRUE(*store_->IsDone(Sha256("a paper")));
  EXPECT_FALSE(*store_->IsDone(Sha256("another")));
}

TEST_F(ReportStoreTest, WhatWasStatedAgainSinceTheContributionStaysBehindIt) {
  for (const char* position : {"disputed", "confirmed", "disputed"}) State("x", position);
  ASSERT_TRUE(
      store_
          ->TakeOver({.report = kTestReport,
                      .office = "tur",
                      .positions = {PositionOn("x", "disputed"), PositionOn("x", "confirmed")}})
          .ok());
  EXPECT_EQ(Said().positions,
            (std::vector<SheetPosition>{PositionOn("x", "disputed"), PositionOn("x", "confirmed"),
                                        PositionOn("x", "disputed")}));
}

TEST_F(ReportStoreTest, TakesOverWhatAnotherDeskOfTheOfficeContributed) {
  Link("a", "b");
  Link("c", "d");
  State("x", "disputed");
  State("y", "confirmed");
  const ReportSheet sheet{
      .report = kTestReport,
      .office = "tur",
      .ranges = {{"TUR-d01", 2017, 3, 4, "withheld"}, {"TUR-d01", 2017, 5, 5, "void"}},
      .links = {{.a = Sha256("e"), .b = Sha256("f")}, {.a = Sha256("a"), .b = Sha256("b")}},
      .positions = {PositionOn("x", "disputed"), PositionOn("x", "confirmed")}};
  for (int time = 0; time < 2; ++time) {
    ASSERT_TRUE(store_->TakeOver(sheet).ok());
    const ReportStatements said = Said();
    ASSERT_EQ(said.links.size(), 3U);
    EXPECT_EQ(said.links[0].a, Sha256("e"));
    EXPECT_EQ(said.links[2].a, Sha256("c"));
    EXPECT_EQ(said.positions,
              (std::vector<SheetPosition>{PositionOn("x", "disputed"), PositionOn("x", "confirmed"),
                                          PositionOn("y", "confirmed")}));
    EXPECT_EQ(said.withheld,
              (std::vector<std::string>{"TUR-d01-2017-000003", "TUR-d01-2017-000004"}));
  }
}

}  // namespace
}  // namespace liaison
