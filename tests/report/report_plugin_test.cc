// The plugin on rows in memory: what scripts cannot say.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "plugins/plugkit/report_notes.h"
#include "plugins/report/keys.h"
#include "plugins/report/report.h"
#include "plugins/report/rows.h"
#include "plugins/report/sayings.h"
#include "tests/escalation/memory_rows.h"

namespace liaison::report {
namespace {

namespace v1 = plugin::v1;

constexpr char kNs[] = "deescalation.example";
constexpr char kId[] = "JWG-2017-05";
constexpr int64_t kNow_ms = 1796104800000;
constexpr int64_t kHour_ms = 3600 * 1000;

class ReportPluginTest : public testing::Test {
 protected:
  ReportPluginTest() {
    stage_.GiveNote("charter", CharterText(kNs, {"irn", "rus", "tur"}), {"rus/r01"});
    for (const char* office : {"irn", "rus", "tur"}) Certify(office);
  }

  void Certify(const std::string& office) {
    stage_.GiveNote("cert",
                    absl::StrCat(kNs, "/cert/v1\noffice ", office, "\nsubject ", kNs, "/", office,
                                 "/d03\nholder p13\nrole device\nmailbox jwg\n"),
                    {"rus/r01"});
  }
  v1::EventResult Say(const plugkit::Step& step) {
    const UnsignedReportNote made = notes_.Of(step).value().value();
    return stage_.GiveNote("report", PrintReportNote(made.note), made.signers);
  }
  // Contributions are due in three hours.
  void Open(const std::vector<std::string>& owes = {}, const std::string& report = kId) {
    plugkit::Step step;
    plugkit::ReportOpen& open = *step.mutable_report_open();
    open.set_report(report);
    open.set_due_contribution("+3h");
    open.set_ladder("L-REPORT 1");
    for (const std::string& office : owes) open.add_owes(office);
    Say(step);
  }
  void Contribute(const std::string& office) {
    plugkit::Step step;
    step.mutable_report_contribute()->set_as(absl::StrCat(office, "/jwg"));
    Say(step);
  }
  void Withdraw(const std::string& office, const std::string& report) {
    plugkit::Step step;
    plugkit::ReportStep& withdraw = *step.mutable_report_step();
    withdraw.set_act("withdraw");
    withdraw.set_report(report);
    withdraw.set_as(absl::StrCat(office, "/jwg"));
    Say(step);
  }
  // Fires as long as something is due by then.
  void PassTo(int64_t now_ms) {
    stage_.PassTo(now_ms);
    for (int fired = 0; IsDue(); ++fired) {
      ASSERT_LT(fired, 1000);
      stage_.Fire(ReportKey(kId));
    }
  }
  bool IsDue() const {
    const auto due = stage_.due().find(ReportKey(kId));
    return due != stage_.due().end() && due->second <= stage_.now_ms();
  }
  // The record of what was said comes back.
  void Record(const v1::Alert& alert, const std::string& hash, const std::string& by = "report") {
    v1::Event event;
    v1::AlertRecord& record = *event.mutable_alert();
    record.set_plugin(by);
    record.set_code(alert.code());
    record.set_hash(hash);
    *record.mutable_params() = alert.params();
    stage_.Give(std::move(event));
  }
  std::vector<v1::Alert> SaidOf(const std::string& code) const {
    std::vector<v1::Alert> found;
    for (const v1::Alert& alert : stage_.said()) {
      if (alert.code() == code) found.push_back(alert);
    }
    return found;
  }

  ReportPlugin plugin_;
  PluginOnRows stage_{plugin_, kNs, kNow_ms};
  ReportNotes notes_{kNs, Seen{.size = TreeSize(1)}, absl::FromUnixMillis(kNow_ms)};
  const std::string hash_ = std::string(32, 'h');
};

TEST_F(ReportPluginTest, DoneNamesTheRecordOfWhatWasMissed) {
  Open();
  Contribute("rus");
  Contribute("tur");
  PassTo(kNow_ms + 4 * kHour_ms);
  const std::vector<v1::Alert> missed = SaidOf(kMissedCode);
  ASSERT_EQ(missed.size(), 1U);
  EXPECT_EQ(missed[0].ladder().id(), "L-REPORT");
  Record(missed[0], hash_);
  EXPECT_TRUE(SaidOf("DONE").empty());
  Contribute("irn");
  const std::vector<v1::Alert> done = SaidOf("DONE");
  ASSERT_EQ(done.size(), 1U);
  ASSERT_EQ(done[0].refs_size(), 1);
  EXPECT_EQ(done[0].refs(0), hash_);
  EXPECT_FALSE(done[0].public_());
}

TEST_F(ReportPluginTest, DoneWaitsForTheRecordThatItNames) {
  Open();
  Contribute("rus");
  Contribute("tur");
  PassTo(kNow_ms + 4 * kHour_ms);
  Contribute("irn");
  EXPECT_TRUE(SaidOf("DONE").empty());
  const v1::Alert missed = SaidOf(kMissedCode).at(0);
  Record(missed, hash_, "watch");  // another's
  EXPECT_TRUE(SaidOf("DONE").empty());
  Record(missed, hash_);
  ASSERT_EQ(SaidOf("DONE").size(), 1U);
  Record(missed, hash_);
  EXPECT_EQ(SaidOf("DONE").size(), 1U);
}

TEST_F(ReportPluginTest, WhatOneEventHasNoRoomForFollowsInItsOrder) {
  std::vector<std::string> offices = {"irn"};
  for (int i = 10; i < 50; ++i) offices.push_back(absl::StrCat("o", i));
  offices.insert(offices.end(), {"rus", "tur"});
  stage_.GiveNote("charter", CharterText(kNs, offices), {"rus/r01"});
  Open(offices);
  PassTo(kNow_ms + 4 * kHour_ms);
  const std::vector<v1::Alert> missed = SaidOf(kMissedCode);
  ASSERT_EQ(missed.size(), offices.size());
  for (size_t i = 0; i < missed.size(); ++i) {
    EXPECT_EQ(missed[i].mailboxes(1), absl::StrCat(offices[i], "/jwg"));
  }
}

TEST_F(ReportPluginTest, AnOfficeThatHasLeftIsToldNothing) {
  Open();
  stage_.GiveNote("charter", CharterText(kNs, {"rus", "tur"}), {"rus/r01"});
  PassTo(kNow_ms + 4 * kHour_ms);
  EXPECT_EQ(SaidOf(kMissedCode).size(), 2U);
  for (const v1::Alert& alert : SaidOf("REMINDER")) EXPECT_NE(alert.mailboxes(0), "irn/editor");
}

TEST_F(ReportPluginTest, ANoteAboutAReportThatThereIsNotIsAnsweredAndLeavesNothingBehind) {
  const auto before = stage_.rows();
  Contribute("irn");
  ASSERT_EQ(stage_.said().size(), 1U);
  EXPECT_EQ(stage_.said()[0].code(), "UNKNOWN_REPORT");
  EXPECT_EQ(stage_.said()[0].mailboxes(0), "irn/jwg");
  EXPECT_EQ(stage_.rows(), before);
}

TEST_F(ReportPluginTest, ASeriesAndPeriodAreTakenUntilTheReportEndsWithoutResult) {
  Open();
  Open({}, "JWG-2017-05-2");
  ASSERT_EQ(SaidOf("EXISTS").size(), 1U);
  EXPECT_FALSE(stage_.rows().contains(ReportKey("JWG-2017-05-2")));
  Withdraw("rus", kId);
  Withdraw("tur", kId);
  Open({}, "JWG-2017-05-2");
  EXPECT_EQ(SaidOf("EXISTS").size(), 1U);
  EXPECT_TRUE(stage_.rows().contains(ReportKey("JWG-2017-05-2")));
}

// A report in the middle of its signing.
ReportState Signing() {
  const auto hash = [](char byte) { return *FixedFromBytes<Hash>(std::string(32, byte)); };
  const auto act = [&](const std::string& office, ReportVerb verb) {
    return ReportAct{
        .office = office,
        .note = hash('n'),
        .content = hash('m'),
        .text = verb == ReportVerb::kReserve ? std::optional<Hash>(hash('t')) : std::nullopt,
        .verb = verb,
        .device = absl::StrCat(kNs, "/", office, "/d03"),
        .second = verb == ReportVerb::kSign ? "second" : "",
        .index = LeafIndex(7),
        .time_ms = kNow_ms};
  };
  plugkit::Step step;
  step.mutable_report_open()->set_due_sign("+72h");
  ReportNotes notes(kNs, Seen{.size = TreeSize(1)}, absl::FromUnixMillis(kNow_ms));
  const ReportNote note = notes.Of(step).value()->note;
  ReportState state{.head = note.head,
                    .open = std::get<ReportOpen>(note.act),
                    .opened = hash('o'),
                    .opened_index = LeafIndex(3),
                    .opened_ms = kNow_ms,
                    .phase = ReportPhase::kSigning,
                    .frozen_index = LeafIndex(9)};
  state.contributions["irn"] = act("irn", ReportVerb::kComment);
  state.comments["tur"] = act("tur", ReportVerb::kComment);
  state.drafts.push_back({.note = hash('d'),
                          .draft = {.model = hash('m'),
                                    .size = 5,
                                    .cut = LeafIndex(4),
                                    .sheets = {{.office = "irn", .sheet = hash('s')}},
                                    .aside = {"tur"}},
                          .index = LeafIndex(8),
                          .time_ms = kNow_ms});
  state.answers["rus"] = act("rus", ReportVerb::kReserve);
  state.answers["tur"] = act("tur", ReportVerb::kSign);
  state.withdrawals["irn"] = act("irn", ReportVerb::kWithdraw);
  state.warned[ReportDue::kSign] = 2;
  state.missed[ReportDue::kContribution] = {"rus", "tur"};
  state.missed[ReportDue::kReview] = {};
  state.outcome = ReportOutcome::kPartial;
  state.final_index = LeafIndex(10);
  state.final_ms = kNow_ms + 1;
  return state;
}

TEST(ReportRows, HoldWhatTheMachineAsksOfThePast) {
  const ReportState state = Signing();
  Report row;
  PutState(state, row);
  EXPECT_TRUE(StateOf(kNs, row) == state) << row.ShortDebugString();
  // Nothing of a state before stays in the row.
  ReportState begun = state;
  begun.drafts.clear();
  begun.answers.clear();
  begun.missed.clear();
  PutState(begun, row);
  EXPECT_TRUE(StateOf(kNs, row) == begun) << row.ShortDebugString();
}

TEST(ReportRows, DoNotGrowByDraftingAndAnsweringAgain) {
  ReportState state = Signing();
  Report row;
  PutState(state, row);
  const size_t bytes = row.SerializeAsString().size();
  for (int i = 0; i < 100; ++i) {
    state.drafts.insert(state.drafts.begin(), state.drafts.front());
    state.earlier_answers.push_back(state.answers["tur"]);
  }
  PutState(state, row);
  EXPECT_EQ(row.SerializeAsString().size(), bytes);
}

}  // namespace
}  // namespace liaison::report
