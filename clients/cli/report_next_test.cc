// What a report waits for, and what a desk is told to do next.
#include "clients/cli/report_next.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace liaison {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr int64_t kDue_s = 1'500'000'000;
constexpr int64_t kBefore_ms = kDue_s * 1000;
constexpr int64_t kAfter_ms = kBefore_ms + 1;

const ReportHand kTur = {.office = "tur", .editor = false, .jwg = true};
const ReportHand kIrn = {.office = "irn", .editor = false, .jwg = true};
const ReportHand kIrnEditor = {.office = "irn", .editor = true, .jwg = false};
const ReportHand kDuty = {.office = "irn"};

class ReportNextTest : public ::testing::Test {
 protected:
  ReportNextTest() {
    state_.open.rapporteur = "tur";
    state_.open.owes = {"irn", "tur"};
    state_.open.signs = {"irn", "tur"};
    state_.open.dues.contribution_s = kDue_s;
  }
  Hash Sheet(uint8_t number) {
    Hash hash;
    hash.bytes[0] = number;
    return hash;
  }
  void Contribute(const std::string& office, uint8_t sheet) {
    state_.contributions[office] = {.office = office, .content = Sheet(sheet)};
  }
  void Draft() {
    ReportDrafted drafted;
    for (const auto& [office, act] : state_.contributions) {
      drafted.draft.sheets.push_back({.office = office, .sheet = act.content});
    }
    state_.drafts.push_back(drafted);
    state_.phase = ReportPhase::kDraft;
  }
  std::string Next(const ReportHand& hand, int64_t now_ms = kBefore_ms) {
    return NextVerb(state_, hand, now_ms);
  }

  ReportState state_;
};

TEST_F(ReportNextTest, WhoOwesASheetContributesFirst) {
  const std::vector<ReportOwed> owed = OwedNow(state_);
  ASSERT_THAT(owed, SizeIs(1));
  EXPECT_EQ(owed[0].due, ReportDue::kContribution);
  EXPECT_THAT(owed[0].missing, ElementsAre("irn", "tur"));
  EXPECT_EQ(owed[0].due_ms, kBefore_ms);
  EXPECT_EQ(Next(kTur), "contribute");
  EXPECT_EQ(Next(kIrnEditor), "contribute");
  EXPECT_EQ(Next(kDuty), "");
}

TEST_F(ReportNextTest, TheRapporteurAssemblesOnceAllIsInOrItsTimeIsOver) {
  Contribute("tur", 1);
  EXPECT_EQ(Next(kTur), "");
  EXPECT_EQ(Next(kTur, kAfter_ms), "assemble");
  Contribute("irn", 2);
  EXPECT_EQ(Next(kTur), "assemble");
  EXPECT_EQ(Next(kIrn), "");
}

TEST_F(ReportNextTest, ADraftIsStaleOnceSomethingElseIsContributed) {
  EXPECT_FALSE(IsStale(state_));
  Contribute("tur", 1);
  Draft();
  EXPECT_FALSE(IsStale(state_));
  Contribute("irn", 2);
  EXPECT_TRUE(IsStale(state_));
  Draft();
  Contribute("irn", 3);
  EXPECT_TRUE(IsStale(state_));
  EXPECT_EQ(Next(kTur), "assemble");
}

TEST_F(ReportNextTest, AFreezeWaitsForReviewsOnlyWhereTheyHaveATime) {
  Contribute("tur", 1);
  Contribute("irn", 2);
  Draft();
  EXPECT_EQ(Next(kIrnEditor), "review");
  EXPECT_EQ(Next(kTur), "freeze");
  state_.open.dues.review_s = kDue_s;
  EXPECT_EQ(Next(kTur), "");
  EXPECT_EQ(Next(kTur, kAfter_ms), "freeze");
  state_.comments["irn"] = {.office = "irn"};
  EXPECT_EQ(Next(kIrnEditor), "");
}

TEST_F(ReportNextTest, WorkingGroupsAnswerAndThenThereIsNothingLeft) {
  state_.phase = ReportPhase::kSigning;
  EXPECT_EQ(Next(kIrn), "sign");
  EXPECT_EQ(Next(kIrnEditor), "");
  state_.answers["irn"] = {.office = "irn", .verb = ReportVerb::kRefuse};
  EXPECT_EQ(Next(kIrn), "");
  ASSERT_THAT(OwedNow(state_), SizeIs(1));
  EXPECT_THAT(OwedNow(state_)[0].missing, ElementsAre("tur"));
  state_.phase = ReportPhase::kFinal;
  EXPECT_EQ(Next(kDuty), "export");
  EXPECT_THAT(OwedNow(state_), IsEmpty());
  state_.phase = ReportPhase::kFailed;
  EXPECT_EQ(Next(kIrn), "");
}

}  // namespace
}  // namespace liaison
