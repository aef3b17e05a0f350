// How an office might keep from its sheet what others hold, or put into it what never was: rus
// tries, and a desk of tur looks.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/str_format.h"
#include "clients/core/report/sheet_merge.h"
#include "clients/core/report_desk/desk_testing.h"
#include "clients/core/report_desk/opened_row.h"
#include "clients/core/report_desk/sheet_maker.h"

namespace liaison {
namespace {

const MailboxId kTur{"tur", Role::kDuty};
const MailboxId kRus{"rus", Role::kDuty};

class SheetEvasionTest : public ReportDeskTest {
 protected:
  // Whatever is logged here is logged after the period: only its event puts it in.
  SheetEvasionTest() { hub_.now_ms = kTestEnd_ms + kTestDay_ms; }

  Hash Log(TestSending sending) {
    sending.logged_ms = hub_.now_ms;
    next_index_ = hub_.size().value();
    const Hash notice = Hold(sending);
    hub_.AppendSealed(envelopes_.at(notice));
    Update();
    return notice;
  }
  Hash Rus(uint64_t number, TestSending sending = {}) {
    sending.device = "rus/d01";
    sending.number = number;
    if (!sending.to.has_value()) sending.to = kTur;
    return Log(sending);
  }
  ArchivedReceipt Acknowledge(const Hash& notice, const MailboxId& mailbox = kTur,
                              ReceiptState state = ReceiptState::kAcknowledged) {
    const ArchivedReceipt receipt{.hash = Sha256(absl::StrCat("receipt ", ++acts_)),
                                  .target = envelopes_.at(notice),
                                  .index = LeafIndex(hub_.size().value()),
                                  .time_ms = hub_.now_ms,
                                  .from = mission_.FullName("tur/d01"),
                                  .as = mailbox,
                                  .state = state};
    EXPECT_TRUE(archive_->StoreReceipt(receipt).ok());
    hub_.AppendSealed(receipt.hash);
    Update();
    return receipt;
  }
  // What an honest program of rus makes of what is in this archive.
  ReportSheet Honest(const std::vector<std::string>& withheld = {}) {
    const ReportStatements said{.links = {}, .positions = {}, .withheld = withheld};
    const ReportOpen open = TestFrame().open;
    const absl::StatusOr<MadeSheet> made = MakeSheet(*archive_, SodiumCrypto(),
                                                     {.ns = mission_.ns(),
                                                      .office = "rus",
                                                      .report = kTestReport,
                                                      .open = open,
                                                      .below = mirror_->size(),
                                                      .said = said,
                                                      .others = {}});
    EXPECT_TRUE(made.ok()) << made.status();
    return made->sheet;
  }
  std::string After(const ReportSheet& honest, absl::FunctionRef<void(ReportSheet&)> change) {
    ReportSheet sheet = honest;
    change(sheet);
    NormaliseSheet(sheet);
    return FaultsHere({sheet});
  }
  static void Call(ReportSheet& sheet, uint64_t number, const std::string& why) {
    std::erase_if(sheet.rows, [number](const ReportRow& row) {
      return row.serial == absl::StrFormat("RUS-d01-2017-%06d", number);
    });
    sheet.ranges.push_back(
        {.desk = "RUS-d01", .year = 2017, .first = number, .last = number, .why = why});
  }
  static std::string Omits(uint64_t number) {
    return absl::StrFormat("SHEET_OMITS RUS-d01-2017-%06d rus", number);
  }
};

TEST_F(SheetEvasionTest, ACancellationIsNotOutOfScope) {
  const Hash event = Rus(1);
  Rus(2, {.kind = "administrative", .refs = {{"cancels", event}}});
  const ReportSheet honest = Honest();
  ASSERT_EQ(honest.rows.size(), 2U);
  EXPECT_EQ(FaultsHere({honest}), "");
  EXPECT_EQ(After(honest, [](ReportSheet& sheet) { Call(sheet, 2, "out_of_scope"); }), Omits(2));
}

TEST_F(SheetEvasionTest, ASerialThatIsHereIsNeitherVoidNorBehindTheLastNorUnexplained) {
  Rus(1);
  Rus(2);
  const ReportSheet honest = Honest();
  EXPECT_EQ(After(honest, [](ReportSheet& sheet) { Call(sheet, 2, "void"); }), Omits(2));
  const auto drop_last = [](ReportSheet& sheet) {
    sheet.rows.pop_back();
    sheet.desks[0].last = 1;
  };
  EXPECT_EQ(After(honest, drop_last), Omits(2));
  EXPECT_EQ(After(honest, [](ReportSheet& sheet) { sheet.rows.erase(sheet.rows.begin()); }),
            Omits(1));
  EXPECT_EQ(
      After(honest, [](ReportSheet& sheet) { sheet = {.report = sheet.report, .office = "rus"}; }),
      Omits(1) + "; " + Omits(2))
      << "nor does an empty sheet help";
}

TEST_F(SheetEvasionTest, ARowBehindTheCutStandsForNothingBelowIt) {
  Rus(1);
  const Hash later = Rus(2);
  const LeafIndex cut = LeafIndex(mirror_->size().value() - 1);
  const ReportSheet honest = Honest();
  EXPECT_EQ(FaultsHere({honest}, cut), "");
  ReportSheet moved = honest;
  moved.rows[0].index = moved.rows[1].index;
  EXPECT_EQ(FaultsHere({moved}, cut), "SHEET_LEAF RUS-d01-2017-000001 rus; " + Omits(1));
  ASSERT_EQ(honest.rows[1].notice, later);
  moved = honest;
  moved.rows.pop_back();
  EXPECT_EQ(FaultsHere({moved}, cut), "") << "the cut is before it";
  EXPECT_EQ(FaultsHere({moved}), Omits(2));
}

TEST_F(SheetEvasionTest, WhatIsWithheldIsTheOfficesOwnBusinessAndStandsThere) {
  Rus(1);
  Rus(2, {.label = "guarantors"});
  const ReportSheet honest = Honest({"RUS-d01-2017-000001"});
  ASSERT_EQ(honest.rows.size(), 0U);
  ASSERT_EQ(honest.ranges.size(), 1U);
  EXPECT_EQ(honest.ranges[0].why, "withheld");
  EXPECT_EQ(FaultsHere({honest}), "");
  EXPECT_EQ(After(honest, [](ReportSheet& sheet) { sheet.ranges[0].why = "out_of_scope"; }),
            Omits(1) + "; " + Omits(2))
      << "but not unseen";
}

TEST_F(SheetEvasionTest, AnExerciseIsARowLikeAnyOther) {
  Rus(1, {.fields = {{"exercise", true}}});
  const ReportSheet honest = Honest();
  ASSERT_EQ(honest.rows.size(), 1U);
  EXPECT_TRUE(honest.rows[0].exercise);
  EXPECT_EQ(FaultsHere({honest}), "");
  EXPECT_EQ(After(honest, [](ReportSheet& sheet) { Call(sheet, 1, "out_of_scope"); }), Omits(1));
}

TEST_F(SheetEvasionTest, WhatNoRuleOfTheReportAsksForMayBeLeftOut) {
  Rus(1, {.event_ms = kApril_ms});
  Rus(2, {.kind = "line_check"});
  Rus(3, {.kind = "administrative"});
  Rus(4, {.kind = kReportSheetKind, .label = "addressees"});
  Rus(5);
  EXPECT_EQ(FaultsHere({Honest()}), "");
  EXPECT_EQ(After(Honest(),
                  [](ReportSheet& sheet) {
                    sheet.ranges.clear();
                    sheet.desks.clear();
                  }),
            "")
      << "that it gives no account of them is a gap, and changes no figure";
}

TEST_F(SheetEvasionTest, OnlyWhatAnOfficeSurelyHasPutsItsNoticesInScope) {
  const Hash old = Rus(1, {.event_ms = kApril_ms});
  const ReportSheet honest = Honest();
  ASSERT_EQ(honest.rows.size(), 0U);
  const auto irn = [&](uint64_t number, const MailboxId& to) {
    Log({.device = "irn/d01", .number = number, .refs = {{"follows_up", old}}, .to = to});
  };
  irn(1, kTur);
  EXPECT_EQ(FaultsHere({honest}), "") << "rus has never seen it";
  irn(2, {"rus", Role::kJwg});
  EXPECT_EQ(FaultsHere({honest}), "") << "another desk of rus may have it";
  irn(3, kRus);
  EXPECT_EQ(FaultsHere({honest}), Omits(1));
  EXPECT_EQ(FaultsHere({Honest()}), "");
}

TEST_F(SheetEvasionTest, APassageThatIsOpenByWhatIsHereMayHaveEndedElsewhere) {
  Rus(1, {.kind = "humanitarian_access", .event_ms = kApril_ms, .fields = {{"stage", "request"}}});
  ReportSheet sheet = Honest();
  ASSERT_EQ(sheet.rows.size(), 1U);
  Call(sheet, 1, "out_of_scope");
  EXPECT_EQ(FaultsHere({sheet}), "");
}

TEST_F(SheetEvasionTest, NobodyIsAskedForNoticesOfAnOfficeWithoutASheet) {
  Rus(1);
  EXPECT_EQ(FaultsHere({}), "");
  EXPECT_EQ(FaultsHere({ReportSheet{.report = kTestReport, .office = "irn"}}), "");
}

TEST_F(SheetEvasionTest, ASheetPutTogetherFromPartsIsASheet) {
  const Hash event = Rus(1);
  Log({.device = "rus/d03", .number = 1, .refs = {{"corrects", event}}, .to = kTur});
  const ReportSheet whole = Honest();
  ReportSheet first = whole;
  first.rows.pop_back();
  first.desks.pop_back();
  ReportSheet second = whole;
  second.rows.erase(second.rows.begin());
  second.desks.erase(second.desks.begin());
  EXPECT_EQ(FaultsHere({MergeSheets({first, second}).value()}), "");
  EXPECT_EQ(FaultsHere({first}), "SHEET_OMITS RUS-d03-2017-000001 rus");
}

TEST_F(SheetEvasionTest, ANoticeIsTheRowOfItsOwnOfficeOnly) {
  const Hash event = Rus(1);
  const Hash own = Log({.device = "irn/d01", .number = 1, .kind = "line_check", .to = kTur});
  const ReportSheet honest = Honest();
  ReportSheet irn{.report = kTestReport, .office = "irn"};
  ReportRow row = OpenedRow(*archive_, mission_.ns(), {.header = envelopes_.at(own)})->value();
  irn.rows = {row};
  EXPECT_EQ(FaultsHere({irn, honest}), "");
  irn.rows[0].notice = event;
  EXPECT_EQ(FaultsHere({irn, honest}), "SHEET_ROW IRN-d01-2017-000001 irn");
  // On a leaf that is closed here.
  irn.rows[0].header = Sha256("a closed envelope");
  irn.rows[0].logged_ms = hub_.now_ms;
  irn.rows[0].index = hub_.AppendSealed(irn.rows[0].header);
  Update();
  EXPECT_EQ(FaultsHere({irn, honest}), "SHEET_ROW IRN-d01-2017-000001 irn");
}

TEST_F(SheetEvasionTest, OwnReceiptsAreAllTold) {
  const Hash event = Rus(1);
  Acknowledge(event, kTur, ReceiptState::kRead);
  Acknowledge(event);
  Acknowledge(event, {"tur", Role::kHead}, ReceiptState::kPassedOn);
  const ReportSheet honest = Honest();
  ASSERT_EQ(honest.acts.size(), 2U);
  EXPECT_EQ(FaultsHere({honest}), "");
  const std::string omits = "SHEET_OMITS_ANSWER RUS-d01-2017-000001 rus";
  EXPECT_EQ(After(honest, [](ReportSheet& sheet) { sheet.acts.pop_back(); }), omits);
  EXPECT_EQ(After(honest, [](ReportSheet& sheet) { sheet.acts.clear(); }), omits);
  const LeafIndex cut(mirror_->size().value());
  Acknowledge(event, kTur, ReceiptState::kResolved);
  EXPECT_EQ(FaultsHere({honest}, cut), "") << "answered at the cut";
  EXPECT_EQ(FaultsHere({honest}), omits);
  EXPECT_EQ(FaultsHere({Honest({"RUS-d01-2017-000001"})}), "") << "there is no row to answer";
}

TEST_F(SheetEvasionTest, WhatCameAfterTheSheetWaitsForTheNextReport) {
  const Hash event = Rus(1);
  const ReportSheet honest = Honest();
  const LeafIndex contributed(mirror_->size().value());
  Acknowledge(event);
  Rus(2);
  const std::string later =
      "SHEET_LATER RUS-d01-2017-000001 rus; SHEET_LATER RUS-d01-2017-000002 rus";
  EXPECT_EQ(FaultsHere({honest}, std::nullopt, {{"rus", LeafIndex(contributed.value() - 1)}}),
            later);
  // The contribution lies between the two.
  EXPECT_EQ(FaultsHere({honest}, std::nullopt, {{"rus", contributed}}),
            "SHEET_OMITS_ANSWER RUS-d01-2017-000001 rus; SHEET_LATER RUS-d01-2017-000002 rus");
}

TEST_F(SheetEvasionTest, AnAnswerSaysWhatTheReceiptSaysThatIsHereAndOnce) {
  const Hash event = Rus(1);
  const Hash other = Rus(2);
  Acknowledge(event, {"tur", Role::kHead}, ReceiptState::kPassedOn);
  const ReportSheet honest = Honest();
  ASSERT_EQ(honest.acts.size(), 1U);
  const std::string differs = "SHEET_ANSWER RUS-d01-2017-000001 rus";
  EXPECT_EQ(After(honest, [](ReportSheet& sheet) { sheet.acts[0].state = "acknowledged"; }),
            differs);
  EXPECT_EQ(After(honest, [](ReportSheet& sheet) { sheet.acts[0].mailbox = "irn/duty"; }), differs);
  EXPECT_EQ(After(honest, [&](ReportSheet& sheet) { sheet.acts[0].notice = other; }),
            "SHEET_ANSWER RUS-d01-2017-000002 rus");
  const auto twice = [&](ReportSheet& sheet) {
    SheetAct again = sheet.acts[0];
    again.mailbox = "irn/duty";
    again.notice = other;
    sheet.acts.push_back(again);
  };
  EXPECT_EQ(After(honest, twice), "SHEET_ANSWER RUS-d01-2017-000002 rus");
}

TEST_F(SheetEvasionTest, AReceiptThatWasOnlyReadIsNoAcknowledgement) {
  const Hash event = Rus(1);
  const ArchivedReceipt read = Acknowledge(event, kTur, ReceiptState::kRead);
  ReportSheet sheet = Honest();
  ASSERT_EQ(sheet.acts.size(), 0U);
  sheet.acts = {{.notice = event,
                 .act = read.hash,
                 .index = *read.index,
                 .time_ms = read.time_ms,
                 .mailbox = "tur/duty",
                 .state = "acknowledged"}};
  EXPECT_EQ(FaultsHere({sheet}), "SHEET_ANSWER RUS-d01-2017-000001 rus");
}

TEST_F(SheetEvasionTest, WhatNobodyHereHasSaidIsNoAnswerOfThisDesk) {
  const Hash event = Rus(1);
  Rus(2);
  ReportSheet sheet = Honest();
  const int64_t time_ms = hub_.now_ms;
  const Hash closed = Sha256("whatever lies sealed in the log");
  sheet.acts = {{.notice = event,
                 .act = closed,
                 .index = hub_.AppendSealed(closed),
                 .time_ms = time_ms,
                 .mailbox = "tur/duty",
                 .state = "acknowledged"}};
  Update();
  const std::string invented = "SHEET_ANSWER RUS-d01-2017-000001 rus";
  EXPECT_EQ(FaultsHere({sheet}), invented);
  EXPECT_EQ(FaultsHere({sheet}, std::nullopt, {}, /*synced=*/false), "")
      << "it may be on its way to here";
  sheet.acts[0].mailbox = "tur/head";
  EXPECT_EQ(FaultsHere({sheet}), "") << "another desk may have said it";
  sheet.acts[0].mailbox = "irn/duty";
  EXPECT_EQ(FaultsHere({sheet}), "");
  const ReportRow& envelope = sheet.rows[1];
  sheet.acts[0].act = envelope.header;
  sheet.acts[0].index = envelope.index;
  sheet.acts[0].time_ms = envelope.logged_ms;
  EXPECT_EQ(FaultsHere({sheet}), invented) << "an envelope is no receipt";
}

TEST_F(SheetEvasionTest, AReceiptIsNoNotice) {
  const ArchivedReceipt receipt = Acknowledge(Rus(1));
  ReportSheet sheet = Honest();
  ReportRow row = sheet.rows[0];
  row.serial = "RUS-d01-2017-000002";
  row.notice = Sha256("a notice that never was");
  row.header = receipt.hash;
  row.index = *receipt.index;
  row.logged_ms = receipt.time_ms;
  sheet.rows.push_back(row);
  EXPECT_EQ(FaultsHere({sheet}), "SHEET_ROW RUS-d01-2017-000002 rus");
}

}  // namespace
}  // namespace liaison
