// Sheets made of an archive; what figures come of them is tested with the figures.
#include "clients/core/report_desk/sheet_maker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "clients/core/outgoing/draft.h"
#include "clients/core/report_desk/desk_testing.h"

namespace liaison {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

// Long after the period.
constexpr int64_t kJune_ms = kTestEnd_ms + 10 * kTestDay_ms;

SheetRange Range(uint64_t first, uint64_t last, const std::string& why) {
  return {.desk = "TUR-d01", .year = 2017, .first = first, .last = last, .why = why};
}

class SheetMakerTest : public ReportDeskTest {
 protected:
  MadeSheet Make() {
    const absl::StatusOr<MadeSheet> made = MakeSheet(*archive_, SodiumCrypto(),
                                                     {.ns = mission_.ns(),
                                                      .office = "tur",
                                                      .report = kTestReport,
                                                      .open = open_,
                                                      .below = TreeSize(below_),
                                                      .said = said_,
                                                      .others = others_});
    EXPECT_TRUE(made.ok()) << made.status();
    // What comes out is what a strict reader accepts, the same.
    const absl::StatusOr<ReportSheet> read = ParseSheet(PrintSheet(made->sheet));
    EXPECT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(*read, made->sheet);
    return *made;
  }
  std::vector<Hash> Rows() {
    std::vector<Hash> rows;
    for (const ReportRow& row : Make().sheet.rows) rows.push_back(row.notice);
    return rows;
  }
  Hash Foreign(uint64_t number, TestSending sending) {
    sending.device = "rus/d01";
    sending.number = number;
    return Hold(sending);
  }

  const ReportOpen open_ = TestFrame().open;
  uint64_t below_ = 1000;
  ReportStatements said_;
  std::vector<ReportSheet> others_;
};

TEST_F(SheetMakerTest, AccountsForEveryOwnSerial) {
  const Hash first = Hold({.number = 1});
  Hold({.number = 2, .kind = "line_check"});
  Hold({.number = 3, .event_ms = kApril_ms});
  Hold({.number = 4, .label = "guarantors"});
  Hold({.number = 7});
  Hold({.number = 8, .event_ms = kJune_ms});
  Hold({.number = 9, .event_ms = kJune_ms});
  said_.withheld = {"TUR-d01-2017-000007"};
  Hold({.device = "tur/d02", .number = 2});
  Foreign(1, {});
  const MadeSheet made = Make();
  EXPECT_EQ(made.sheet.report, kTestReport);
  EXPECT_EQ(made.sheet.office, "tur");
  ASSERT_EQ(made.sheet.rows.size(), 2U);
  EXPECT_EQ(made.sheet.rows[0].notice, first);
  EXPECT_EQ(made.sheet.rows[0].serial, "TUR-d01-2017-000001");
  EXPECT_EQ(made.sheet.rows[1].serial, "TUR-d02-2017-000002");
  EXPECT_THAT(made.sheet.desks, ElementsAre(SheetDesk{.desk = "TUR-d01", .year = 2017, .last = 9},
                                            SheetDesk{.desk = "TUR-d02", .year = 2017, .last = 2}));
  EXPECT_THAT(made.sheet.ranges, ElementsAre(Range(2, 3, "out_of_scope"), Range(4, 4, "withheld"),
                                             Range(7, 7, "withheld"), Range(8, 9, "out_of_scope")));
  SheetRange other = Range(1, 1, "gap");
  other.desk = "TUR-d02";
  EXPECT_THAT(made.gaps, ElementsAre(Range(5, 6, "gap"), other));
}

TEST_F(SheetMakerTest, WhatLiesAtTheCutOrBeyondIsNotThere) {
  Hold({.number = 1});
  below_ = next_index_;
  Hold({.number = 2});
  const MadeSheet made = Make();
  EXPECT_EQ(made.sheet.rows.size(), 1U);
  EXPECT_EQ(made.sheet.desks[0].last, 1U);
}

TEST_F(SheetMakerTest, WhatOnlyCarriedTheSheetMakesNoOtherSheet) {
  Hold({.number = 1});
  const MadeSheet before = Make();
  Hold({.number = 2, .kind = kReportSheetKind});
  EXPECT_EQ(Make().sheet, before.sheet);
  // It is accounted for once something comes behind it.
  Hold({.number = 3, .event_ms = kJune_ms});
  EXPECT_THAT(Make().sheet.ranges, ElementsAre(Range(2, 3, "out_of_scope")));
  ReportSheet theirs{.report = std::string(kTestReport), .office = "rus"};
  others_ = {theirs};
  Foreign(1, {.kind = kReportSheetKind});
  EXPECT_THAT(Make().sheet.unlisted, IsEmpty());
}

TEST_F(SheetMakerTest, ASerialThatWasFrozenForASecondOfficerIsVoidUntilItIsLogged) {
  const TestSending frozen{.number = 2};
  const ComposedNotice composed = Composed(frozen);
  const Note note = ParseNote(composed.notice, kMaxNoticeBytes).value();
  TestSending carrier{.number = 1, .kind = kDraftKind, .label = "addressees"};
  carrier.fields = *DraftForm(PrintStablePart(composed.header), note).object();
  Hold(carrier);
  EXPECT_THAT(Make().sheet.ranges, ElementsAre(Range(1, 1, "out_of_scope"), Range(2, 2, "void")));
  Hold(frozen, composed);
  EXPECT_THAT(Make().sheet.ranges, ElementsAre(Range(1, 1, "out_of_scope")));
  EXPECT_EQ(Make().sheet.rows.size(), 1U);
}

TEST_F(SheetMakerTest, AcceptanceInThePeriodIsEnough) {
  const Hash late = Hold({.number = 1, .event_ms = kApril_ms, .logged_ms = kTestStart_ms});
  Hold({.number = 2, .event_ms = kApril_ms, .logged_ms = kTestStart_ms - 1});
  const Hash first = Hold({.number = 3, .event_ms = kTestStart_ms, .logged_ms = kJune_ms});
  Hold({.number = 4, .event_ms = kTestEnd_ms, .logged_ms = kTestEnd_ms});
  EXPECT_THAT(Rows(), ElementsAre(late, first));
}

TEST_F(SheetMakerTest, ChainsOfCorrectionsAndAnswersBelongTogetherHoweverLongAndWhoseverTheyAre) {
  const Hash old = Hold({.number = 1, .event_ms = kApril_ms});
  const Hash between = Hold({.number = 2, .event_ms = kApril_ms, .refs = {{"corrects", old}}});
  const Hash now = Hold({.number = 3, .refs = {{"supersedes", between}}});
  const Hash cancel = Hold({.number = 4, .event_ms = kJune_ms, .refs = {{"cancels", now}}});
  // Ours and theirs, tied by notices of theirs.
  const Hash asked = Foreign(1, {.event_ms = kApril_ms});
  const Hash answer = Hold({.number = 5, .event_ms = kApril_ms, .refs = {{"reply_to", asked}}});
  Foreign(2, {.refs = {{"follows_up", asked}}});
  // The same event of another office is no chain, and what is not here ties nothing.
  Hold({.number = 6, .event_ms = kApril_ms, .refs = {{"same_event", asked}}});
  Hold({.number = 7, .event_ms = kApril_ms, .refs = {{"corrects", Sha256("unknown")}}});
  EXPECT_THAT(Rows(), ElementsAre(old, between, now, cancel, answer));
}

TEST_F(SheetMakerTest, AnAdministrativeNoticeIsARowOnlyWhereItTakesSomethingBack) {
  const Hash event = Hold({.number = 1});
  Hold({.number = 2, .kind = "administrative"});
  Hold({.number = 3, .kind = "administrative", .refs = {{"reply_to", event}}});
  const Hash cancel = Hold({.number = 4, .kind = "administrative", .refs = {{"cancels", event}}});
  const Hash old = Hold({.number = 5, .event_ms = kApril_ms});
  Hold({.number = 6, .kind = "administrative", .refs = {{"cancels", old}, {"reply_to", event}}});
  EXPECT_THAT(Rows(), ElementsAre(event, cancel));
}

TEST_F(SheetMakerTest, APassageThatWasStillOpenWhenThePeriodBeganIsInScope) {
  const auto stage = [this](uint64_t number, const std::string& word, int64_t event_ms,
                            std::vector<std::pair<std::string, Hash>> refs) {
    return Hold({.number = number,
                 .kind = "humanitarian_access",
                 .event_ms = event_ms,
                 .refs = std::move(refs),
                 .fields = {{"stage", word}}});
  };
  const Hash open = stage(1, "request", kApril_ms, {});
  const Hash started = stage(2, "started", kApril_ms, {{"follows_up", open}});
  const Hash done = stage(3, "request", kApril_ms, {});
  stage(4, "completed", kApril_ms + kTestHour_ms, {{"follows_up", done}});
  const Hash refused = stage(5, "request", kApril_ms, {});
  Foreign(1, {.kind = "clearance",
              .event_ms = kApril_ms,
              .refs = {{"reply_to", refused}},
              .fields = {{"decision", "refused"}}});
  const Hash granted = stage(6, "request", kApril_ms, {});
  Foreign(2, {.kind = "clearance",
              .event_ms = kApril_ms,
              .refs = {{"reply_to", granted}},
              .fields = {{"decision", "granted"}}});
  EXPECT_THAT(Rows(), ElementsAre(open, started, granted));
}

TEST_F(SheetMakerTest, AReturnOfAPostIsInScopeWhereItsSpanTouchesThePeriod) {
  const auto observed = [this](uint64_t number, int64_t from_ms, int64_t to_ms) {
    return Hold({.number = number,
                 .kind = "observation",
                 .event_ms = kApril_ms,
                 .fields = {{"post", "OP-3"},
                            {"from_s", from_ms / 1000},
                            {"to_s", to_ms / 1000},
                            {"counts", Json::Object{{"mortar", 0}}}}});
  };
  observed(1, kTestStart_ms - kTestDay_ms, kTestStart_ms);
  const Hash touching = observed(2, kTestStart_ms - kTestDay_ms, kTestStart_ms + 1000);
  observed(3, kTestEnd_ms, kTestEnd_ms + kTestDay_ms);
  EXPECT_THAT(Rows(), ElementsAre(touching));
}

TEST_F(SheetMakerTest, TellsWhatOtherOfficesAnsweredToOwnRows) {
  const Hash row = Hold({.number = 1});
  const Hash other = Hold({.number = 2, .event_ms = kApril_ms});
  const MailboxId irn{"irn", Role::kDuty};
  Answer(row, irn, ReceiptState::kDelivered);
  Answer(row, irn, ReceiptState::kRead);
  std::vector<Hash> told;
  for (const ReceiptState state : {ReceiptState::kAcknowledged, ReceiptState::kPassedOn,
                                   ReceiptState::kResolved, ReceiptState::kRefused}) {
    told.push_back(Answer(row, irn, state));
  }
  Answer(row, {"tur", Role::kHead}, ReceiptState::kAcknowledged);
  Answer(other, irn, ReceiptState::kAcknowledged);
  Answer(row, irn, ReceiptState::kAcknowledged, LeafIndex(below_));
  const ReportSheet sheet = Make().sheet;
  ASSERT_EQ(sheet.acts.size(), told.size());
  for (size_t i = 0; i < told.size(); ++i) {
    EXPECT_EQ(sheet.acts[i].act, told[i]);
    EXPECT_EQ(sheet.acts[i].notice, row);
    EXPECT_EQ(sheet.acts[i].mailbox, "irn/duty");
  }
  EXPECT_EQ(sheet.acts[1].state, "passed_on");
}

TEST_F(SheetMakerTest, RepeatsWhatTheOfficerStatedInItsOrder) {
  said_.links = {{.a = Sha256("b"), .b = Sha256("a")}, {.a = Sha256("a"), .b = Sha256("c")}};
  said_.positions = {{.row = Sha256("x"), .position = "not_confirmed"},
                     {.row = Sha256("a"), .position = "confirmed"},
                     {.row = Sha256("x"), .position = "confirmed"}};
  const ReportSheet sheet = Make().sheet;
  EXPECT_EQ(sheet.links, said_.links);
  EXPECT_EQ(sheet.positions, said_.positions);
}

TEST_F(SheetMakerTest, TellsOfNoticesThatTheirOwnOfficeDoesNotKnow) {
  const Hash listed = Foreign(1, {});
  Foreign(2, {.event_ms = kApril_ms});
  const Hash missing = Foreign(3, {});
  const Hash denied = Foreign(4, {});
  const Hash later = Foreign(5, {});
  const Hash evaded = Foreign(6, {});
  Hold({.device = "irn/d01", .number = 1});
  EXPECT_THAT(Make().sheet.unlisted, IsEmpty()) << "their sheet is not here";
  ReportSheet sheet{.report = kTestReport, .office = "rus"};
  sheet.rows.push_back(TestRow("rus", 1));
  sheet.rows[0].serial = "RUS-d01-2017-000001";
  sheet.rows[0].notice = listed;
  SheetRange range = Range(2, 2, "out_of_scope");
  range.desk = "RUS-d01";
  sheet.ranges.push_back(range);
  range = Range(4, 4, "void");
  range.desk = "RUS-d01";
  sheet.ranges.push_back(range);
  range = Range(6, 6, "out_of_scope");
  range.desk = "RUS-d01";
  sheet.ranges.push_back(range);
  others_ = {sheet};
  std::vector<Hash> unlisted;
  for (const SheetUnlisted& one : Make().sheet.unlisted) unlisted.push_back(one.notice);
  EXPECT_THAT(unlisted, ElementsAre(missing, denied, later, evaded));
  EXPECT_EQ(Make().sheet.unlisted[0].serial, "RUS-d01-2017-000003");
}

TEST_F(SheetMakerTest, CountsWhatThisDeskCannotRead) {
  Hold({.number = 1, .fields = {{"casualties", Json::Object{{"civilian", "many"}}}}});
  const ArchivedNotice closed{.header_hash = Sha256("closed"),
                              .index = LeafIndex(next_index_++),
                              .sent = true,
                              .why_closed = "NOT_FOR_US"};
  ASSERT_TRUE(archive_->StoreNotice(closed, "").ok());
  Foreign(1, {.fields = {{"count", "four"}}});
  Hold({.number = 2});
  const MadeSheet made = Make();
  EXPECT_EQ(made.closed, 2U);
  EXPECT_THAT(made.gaps, ElementsAre(Range(1, 1, "gap")));
}

}  // namespace
}  // namespace liaison
