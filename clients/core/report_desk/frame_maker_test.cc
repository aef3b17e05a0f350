// What a report rests on beside the sheets, from books and alerts as a desk has them.
#include "clients/core/report_desk/frame_maker.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "clients/core/report_desk/desk_testing.h"
#include "proto/base/error.h"
#include "proto/text/directory_note.h"
#include "proto/text/policy_note.h"

namespace liaison {
namespace {

class FrameMakerTest : public ReportDeskTest {
 protected:
  FrameMakerTest() {
    EXPECT_TRUE(archive_->StoreTimeZones(LeafIndex(1), PrintTimeZones(zones_)).ok());
  }

  // The cut is the newest there is; a record behind it makes the log go on.
  absl::StatusOr<ReportFrame> TryFrame() {
    Update();
    return MakeReportFrame(
        {.mirror = *mirror_, .maps = maps_, .reports = reports_, .archive = *archive_}, open_,
        NewestCut(*mirror_).value());
  }
  ReportFrame Frame() {
    absl::StatusOr<ReportFrame> frame = TryFrame();
    EXPECT_TRUE(frame.ok()) << frame.status();
    return *std::move(frame);
  }
  void AddMap(uint64_t version, std::optional<int64_t> from_ms, std::optional<int64_t> until_ms) {
    MapEntry entry{.from_ms = from_ms, .until_ms = until_ms};
    entry.version.note.version = version;
    maps_.maps["idlib"].entries.push_back(entry);
  }
  void LogObligation() {
    const std::string rules = PrintCanonicalJson(Json::Object{
        {"instrument", "Memorandum"},
        {"clause", "6"},
        {"title", "Form the Joint Working Group"},
        {"signed_on", "2017-05-04"},
        {"zones", Json::Array{"Asia/Almaty", "Europe/Moscow"}},
        {"variants", Json::Array{Variant("A", "2017-05-09"), Variant("B", "2017-05-18"),
                                 Variant("C", "2017-07-01")}},
        {"warn_before_s", Json::Array{7200}},
        {"owed_by", Json::Array{"guarantors/jwg"}},
        {"precedence", "priority"},
        {"ladder", Json::Object{{"id", "L-TREATY"}, {"version", 1}}}});
    Policy(PolicyKind::kLadder, "L-TREATY",
           R"({"ack":"any","catch_up":"strict","on_empty":"advance","on_undeliverable":"advance",)"
           R"("renotify_on_handover":false,"repeat":0,"rungs":[{"targets":["to"],"wait_s":)"
           R"({"flash":60,"immediate":60,"priority":60,"routine":60}}]})");
    Policy(PolicyKind::kObligation, "JWG-FORMED", rules);
    EXPECT_TRUE(Frame().obligations.empty()) << "it lies at the cut";
  }
  static Json Variant(const std::string& id, const std::string& day) {
    return Json::Object{{"id", id},
                        {"source", "published"},
                        {"text", "by then"},
                        {"due", Json::Object{{"by", day}}}};
  }
  void Policy(PolicyKind kind, const std::string& id, const std::string& rules) {
    const PolicyNote policy{.kind = kind,
                            .ns = mission_.ns(),
                            .hub = mission_.ns() + "/log",
                            .nonce = random_.Bytes<16>(),
                            .policy = {.id = id, .version = 1},
                            .from = mission_.FullName("tur/d03"),
                            .as = {"tur", Role::kJwg},
                            .seen = mirror_->seen(),
                            .rules = rules};
    hub_.AppendNote(SignNoteBy(
        PrintPolicyNote(policy),
        {&mission_.signer("irn/d03"), &mission_.signer("rus/d03"), &mission_.signer("tur/d03")}));
    Update();
  }
  // In public, as the hub's plugin does.
  void Say(const std::string& code, int64_t time_ms, const std::string& plugin = "escalation") {
    hub_.now_ms = time_ms;
    const Alert alert{.head = {.ns = mission_.ns(),
                               .nonce = random_.Bytes<16>(),
                               .by = {.plugin = plugin, .version = "1"}},
                      .code = code,
                      .mailboxes = {{"tur", Role::kJwg}},
                      .params = {{"obligation", std::string("JWG-FORMED")}}};
    hub_.AppendHubText(RecordKind::kAlert, PrintAlert(alert), std::nullopt, "",
                       /*is_public=*/true);
  }
  // The record at the cut.
  void End() {
    hub_.now_ms = kTestEnd_ms + kTestDay_ms;
    hub_.AppendSealed(Sha256(absl::StrCat("a record ", ++ends_)));
  }
  std::string StateOf(const std::string& variant) {
    const ReportFrame frame = Frame();
    for (const ModelObligation& one : frame.obligations) {
      if (one.variant == variant) return one.state;
    }
    return "none";
  }

  ReportOpen open_ = TestFrame().open;
  MapBook maps_;
  ReportBook reports_;
  int ends_ = 0;
  // Almaty at UTC+6, Moscow at UTC+3.
  const TimeZones zones_ = {
      .database = "2024b",
      .zones = {{"Asia/Almaty", ZoneRules({{.from_s = 0, .offset_s = 6 * 3600}})},
                {"Europe/Moscow", ZoneRules({{.from_s = 0, .offset_s = 3 * 3600}})}}};
};

TEST_F(FrameMakerTest, TheCutsTimeIsThatOfItsRecordWhichMustBeHere) {
  End();
  const ReportFrame frame = Frame();
  EXPECT_EQ(SizeThrough(frame.cut), mirror_->size());
  EXPECT_EQ(frame.cut_ms, kTestEnd_ms + kTestDay_ms);
  EXPECT_EQ(frame.zones, (std::vector<std::string>{"east-ghouta", "homs-north", "idlib", "south"}));
  EXPECT_EQ(
      ReasonOf(MakeReportFrame(
                   {.mirror = *mirror_, .maps = maps_, .reports = reports_, .archive = *archive_},
                   open_, LeafIndex(mirror_->size().value()))
                   .status()),
      "NOT_MIRRORED");
  MemoryFileSystem files;
  const auto empty = std::move(Mirror::Open("mirror", mission_.ns(), mission_.charter_hash(),
                                            SodiumCrypto(), files))
                         .value();
  EXPECT_EQ(ReasonOf(NewestCut(*empty).status()), "NOT_SYNCED");
}

TEST_F(FrameMakerTest, ZonesAreThoseOfTheCharterBelowTheCut) {
  Charter next = mission_.charter();
  next.serial = 2;
  next.prev = mission_.charter_hash();
  absl::StrReplaceAll({{"\"homs-north\"", "\"homs-west\""}}, &next.mission);
  std::vector<const NoteSigner*> roots;
  for (const OfficeRoot& line : next.offices) {
    roots.push_back(&mission_.signer(absl::StrCat(line.office, "/root")));
  }
  const std::vector<std::string> before = {"east-ghouta", "homs-north", "idlib", "south"};
  hub_.AppendNote(SignNoteBy(PrintCharter(next), roots));
  EXPECT_EQ(Frame().zones, before) << "it lies at the cut";
  End();
  EXPECT_EQ(Frame().zones,
            (std::vector<std::string>{"east-ghouta", "homs-west", "idlib", "south"}));
}

TEST_F(FrameMakerTest, MapsAreThoseInForceInThePeriodAsTheCutKnowsThem) {
  End();
  const int64_t cut_ms = kTestEnd_ms + kTestDay_ms;
  AddMap(1, std::nullopt, std::nullopt);
  AddMap(2, kTestStart_ms - 2, kTestStart_ms);
  AddMap(3, kTestStart_ms - 1, kTestStart_ms + 1);
  AddMap(4, kTestEnd_ms - 1, cut_ms);
  AddMap(5, kTestEnd_ms, std::nullopt);
  const ReportFrame frame = Frame();
  ASSERT_EQ(frame.maps.size(), 2U);
  EXPECT_EQ(frame.maps[0].map, "idlib");
  EXPECT_EQ(frame.maps[0].version, 3U);
  EXPECT_EQ(frame.maps[0].until_ms, kTestStart_ms + 1);
  EXPECT_EQ(frame.maps[1].version, 4U);
  EXPECT_EQ(frame.maps[1].until_ms, std::nullopt) << "decided at the cut or later";
}

TEST_F(FrameMakerTest, TheReportBeforeIsTheSeriesLastOneThatWasFinalBelowTheCut) {
  End();
  EXPECT_EQ(Frame().earlier_cut, std::nullopt);
  const auto add = [this](const std::string& series, int month, ReportPhase phase,
                          int64_t final_ms) {
    ReportState state{.phase = phase, .final_ms = final_ms};
    state.open.series = series;
    state.open.period = {.start_ms = kTestStart_ms - (6 - month) * 30 * kTestDay_ms,
                         .end_ms = kTestStart_ms - (5 - month) * 30 * kTestDay_ms};
    state.drafts.push_back({.draft = {.cut = LeafIndex(static_cast<uint64_t>(month))}});
    reports_.reports[absl::StrCat(series, month)].state = state;
  };
  const int64_t cut_ms = kTestEnd_ms + kTestDay_ms;
  const int64_t early = cut_ms - 1;
  add("JWG", 2, ReportPhase::kFinal, early);
  add("JWG", 3, ReportPhase::kFinal, early);
  add("JWG", 4, ReportPhase::kFailed, early);
  add("ANNUAL", 5, ReportPhase::kFinal, early);
  add("JWG", 6, ReportPhase::kFinal, early);
  add("JWG", 5, ReportPhase::kFinal, cut_ms);
  EXPECT_EQ(Frame().earlier_cut, LeafIndex(3));
}

TEST_F(FrameMakerTest, EveryVariantOfAnObligationIsJudgedByItsOwnDate) {
  LogObligation();
  Say("MET", kTestStart_ms + 11 * kTestDay_ms, "another");
  Say("OBLIGATION_DUE", kTestStart_ms + 12 * kTestDay_ms);
  End();
  EXPECT_EQ(Frame().obligations.size(), 3U);
  // The later of the two zones: Moscow's 2017-05-09 ends at 21:00 UTC.
  EXPECT_EQ(Frame().obligations[0].due_ms, kTestStart_ms + 8 * kTestDay_ms + 21 * kTestHour_ms);
  EXPECT_EQ(StateOf("A"), "breached");
  EXPECT_EQ(StateOf("C"), "pending");
}

TEST_F(FrameMakerTest, WhatBecameOfAnObligationTheHubHasSaidInPublic) {
  LogObligation();
  const int64_t met_ms = kTestStart_ms + 12 * kTestDay_ms;
  Say("LATE_MET", met_ms);
  Say("MET", met_ms + kTestDay_ms);
  End();
  EXPECT_EQ(StateOf("A"), "late_met");
  EXPECT_EQ(StateOf("B"), "met");
  EXPECT_EQ(StateOf("C"), "met");
  EXPECT_EQ(Frame().obligations[0].met_ms, met_ms);
}

TEST_F(FrameMakerTest, WhatWasSaidAfterThePeriodOrAtTheCutIsForTheNextReport) {
  LogObligation();
  Say("WAIVED", kTestEnd_ms - 1);
  EXPECT_EQ(StateOf("C"), "pending") << "at the cut";
  Say("MET", kTestEnd_ms);
  End();
  EXPECT_EQ(StateOf("A"), "waived");
}

TEST_F(FrameMakerTest, WithoutTimeZonesBelowTheCutNoObligationHasADate) {
  LogObligation();
  ASSERT_TRUE(database_->Run("UPDATE time_zones SET log_index=100000").ok());
  End();
  EXPECT_TRUE(Frame().obligations.empty());
}

TEST_F(FrameMakerTest, DaysOfAnotherZoneNeedItsRulesInTheVersionOfTheOpening) {
  End();
  EXPECT_EQ(Frame().zone, std::nullopt);
  open_.period.zone = "Asia/Almaty";
  EXPECT_EQ(Frame().zone->changes(), zones_.Find("Asia/Almaty")->changes());
  open_.period.tz = "2025a";
  EXPECT_EQ(ReasonOf(TryFrame().status()), "ZONE");
  const ZoneRules moved({{.from_s = 0, .offset_s = 5 * 3600}});
  const TimeZones newer{.database = "2025a", .zones = {{"Asia/Almaty", moved}}};
  ASSERT_TRUE(archive_->StoreTimeZones(LeafIndex(2), PrintTimeZones(newer)).ok());
  EXPECT_EQ(Frame().zone->changes(), moved.changes());
  open_.period.tz = "2024b";
  EXPECT_EQ(Frame().zone->changes(), zones_.Find("Asia/Almaty")->changes()) << "as it was opened";
  open_.period = TestFrame().open.period;
  open_.period.zone = "Asia/Damascus";
  EXPECT_EQ(ReasonOf(TryFrame().status()), "ZONE");
}

}  // namespace
}  // namespace liaison
