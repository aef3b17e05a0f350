// The machine of a report: what the scenarios in tests/data/report cannot say, because no alert
// shows it.
#include "proto/rules/report_machine.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "proto/rules/report_testing.h"

namespace liaison {
namespace {

using Names = std::vector<std::string>;

class ReportMachineTest : public testing::Test {
 protected:
  // By the office's d03, as its jwg, unless `signers` says otherwise.
  Hash Do(int64_t hour, const std::string& office, decltype(ReportNote::act) act,
          const Names& signers = {}, std::optional<Hash> text = {}) {
    ReportNoteLeaf leaf{.note = {.act = std::move(act)}, .signers = signers};
    if (signers.empty()) leaf.signers = {absl::StrCat(office, "/d03")};
    leaf.note.head.report = "JWG-2017-05";
    leaf.note.head.text = text;
    leaf.note.head.from = leaf.signers.front();
    leaf.note.head.as = {office, Role::kJwg};
    leaf.hash = NoteHash(next_);
    run_.Take({{LeafIndex(next_), AtHour_ms(hour)}, leaf});
    return NoteHash(next_++);
  }
  void Revoke(int64_t hour, const std::string& device, RevokeReason reason = RevokeReason::kLost) {
    run_.Take({{LeafIndex(next_++), AtHour_ms(hour)}, ReportRevoked{device, reason}});
  }
  // Leaf 100 opens.
  void Open(ReportDues dues = {}, uint32_t persons = 1) {
    ReportOpen open = OpeningOf();
    open.dues = dues;
    open.persons = persons;
    Do(0, "rus", open);
  }
  static ReportContribute Sheet(const std::string& office) {
    return {.sheet = Sha256("sheet " + office), .size = 1};
  }
  // Leaves 101..103, hours 1..3.
  void AllContribute() {
    int64_t hour = 0;
    for (const char* office : {"irn", "rus", "tur"}) Do(++hour, office, Sheet(office));
  }
  Hash Draft(int64_t hour, const std::string& model) {
    std::vector<ReportSheetRef> sheets;
    for (const auto& [office, act] : state().contributions) sheets.push_back({office, act.content});
    return Do(hour, "rus", DraftOf(model, std::move(sheets)));
  }
  // Leaf 104 drafts M1, 105 freezes it.
  void OpenAndFreeze(ReportDues dues = {}, uint32_t persons = 1) {
    Open(dues, persons);
    AllContribute();
    Draft(4, "M1");
    Do(5, "rus", StepOf(ReportVerb::kFreeze, "M1"));
    told_ = run_.said().size();
  }
  Hash Sign(int64_t hour, const std::string& office, const Names& signers = {}) {
    return Do(hour, office, StepOf(ReportVerb::kSign, "M1"), signers);
  }

  // What was said since the last question.
  std::string Said() {
    Names lines;
    for (; told_ < run_.said().size(); ++told_) lines.push_back(TextOf(run_.said()[told_]));
    return absl::StrJoin(lines, "; ");
  }
  const ReportState& state() { return *run_.state(); }
  static Hash NoteHash(uint64_t index) { return Sha256(absl::StrCat("note ", index)); }

  ReportRun run_;
  uint64_t next_ = 100;
  size_t told_ = 0;
};

TEST_F(ReportMachineTest, RemembersWhatWasLogged) {
  Open();
  EXPECT_EQ(state().opened, NoteHash(100));
  EXPECT_EQ(state().opened_index, LeafIndex(100));
  EXPECT_EQ(state().opened_ms, AtHour_ms(0));
  EXPECT_EQ(state().head.report, "JWG-2017-05");
  EXPECT_EQ(state().Draft(), nullptr);
  const Hash contributed = Do(1, "tur", Sheet("tur"), {"tur/d05"}, Sha256("words"));
  EXPECT_EQ(state().contributions.at("tur"), (ReportAct{.office = "tur",
                                                        .note = contributed,
                                                        .content = Sha256("sheet tur"),
                                                        .text = Sha256("words"),
                                                        .device = "tur/d05",
                                                        .index = LeafIndex(101),
                                                        .time_ms = AtHour_ms(1)}));
  const Hash drafted = Draft(2, "M1");
  ASSERT_NE(state().Draft(), nullptr);
  EXPECT_EQ(state().Draft()->note, drafted);
  EXPECT_EQ(state().Draft()->draft.model, Sha256("M1"));
  EXPECT_EQ(state().Draft()->index, LeafIndex(102));
  EXPECT_EQ(state().Draft()->time_ms, AtHour_ms(2));
  const Hash said = Do(3, "irn", StepOf(ReportVerb::kComment, "M1"), {}, Sha256("row 3"));
  EXPECT_EQ(state().comments.at("irn").note, said);
  EXPECT_EQ(state().comments.at("irn").content, Sha256("M1"));
  Draft(4, "M2");
  EXPECT_EQ(state().drafts.size(), 2u);
  EXPECT_TRUE(state().comments.empty()) << "they were on the draft before";
}

TEST_F(ReportMachineTest, RemembersBothWhoSignedAndWhatDecided) {
  OpenAndFreeze({}, /*persons=*/2);
  EXPECT_EQ(state().frozen_index, LeafIndex(105));
  for (const std::string office : {"tur", "rus", "irn"}) {
    Sign(6, office, {office + "/d05", office + "/d03"});
  }
  EXPECT_EQ(state().answers.at("tur").device, "tur/d05");
  EXPECT_EQ(state().answers.at("tur").second, "tur/d03");
  EXPECT_EQ(Said(), "FINAL(unanimous)");
  EXPECT_EQ(state().final_index, LeafIndex(108));
  EXPECT_EQ(state().final_ms, AtHour_ms(6));
  EXPECT_TRUE(state().IsOver());
}

TEST_F(ReportMachineTest, TheSameOfficerTwiceIsNotTwo) {
  OpenAndFreeze({}, /*persons=*/2);
  Sign(6, "tur", {"tur/d03", "tur/d07"});
  Sign(7, "tur", {"tur/d03", "tur/d03"});
  Sign(8, "tur", {"tur/d03", "irn/d03"});
  Sign(9, "tur", {"tur/d03", "tur/d06"});
  EXPECT_EQ(Said(),
            "err NOT_ALLOWED tur/jwg; err NOT_ALLOWED tur/jwg; err NOT_ALLOWED tur/jwg; "
            "err NOT_ALLOWED tur/jwg");
  EXPECT_TRUE(state().answers.empty());
}

TEST_F(ReportMachineTest, AReopeningIsOfTwoGuarantors) {
  OpenAndFreeze();
  Sign(6, "rus");
  const auto reopen = [this](const Names& signers) {
    Do(7, "tur", StepOf(ReportVerb::kReopen, "M1"), signers);
    return Said();
  };
  EXPECT_EQ(reopen({"tur/d03", "jor/d03"}), "err NOT_ALLOWED tur/jwg");
  EXPECT_EQ(reopen({"tur/d03", "tur/d05"}), "err NOT_ALLOWED tur/jwg");
  EXPECT_EQ(reopen({"tur/d03", "irn/d06"}), "err NOT_ALLOWED tur/jwg") << "an editor";
  EXPECT_EQ(reopen({"tur/d03", "irn/d03", "rus/d03"}), "err NOT_ALLOWED tur/jwg") << "three";
  EXPECT_EQ(reopen({"tur/d03"}), "err NEEDS_TWO tur/jwg");
  EXPECT_EQ(reopen({"tur/d03", "irn/d03"}), "VOIDED(rus); draft");
}

// R27.
TEST_F(ReportMachineTest, ALaterRevocationLeavesWhatWasSignedAndMarksIt) {
  OpenAndFreeze();
  Sign(6, "tur", {"tur/d03", "tur/d05"});
  Sign(7, "rus");
  Revoke(8, "tur/d05", RevokeReason::kCompromise);
  EXPECT_EQ(state().answers.at("tur").revoked, LeafIndex(108));
  Revoke(9, "tur/d03");
  EXPECT_EQ(state().answers.at("tur").revoked, LeafIndex(108)) << "the first one";
  EXPECT_EQ(state().contributions.at("tur").revoked, LeafIndex(109));
  Revoke(9, "rus/d03", RevokeReason::kReplaced);
  EXPECT_EQ(state().answers.at("rus").revoked, std::nullopt);
  Sign(10, "irn");
  EXPECT_EQ(Said(), "FINAL(unanimous)");
  Revoke(11, "irn/d03", RevokeReason::kLeft);
  EXPECT_EQ(state().answers.at("irn").revoked, LeafIndex(112)) << "also when it is final";
  EXPECT_EQ(Said(), "");
}

TEST_F(ReportMachineTest, RevocationsMarkCommentsAndWithdrawalsToo) {
  Open();
  Do(1, "irn", StepOf(ReportVerb::kWithdraw, ""));
  Draft(2, "M1");
  Do(3, "irn", StepOf(ReportVerb::kComment, "M1"));
  Revoke(4, "irn/d03");
  EXPECT_EQ(state().withdrawals.at("irn").revoked, LeafIndex(103 + 1));
  EXPECT_EQ(state().comments.at("irn").revoked, LeafIndex(103 + 1));
}

// R27.
TEST_F(ReportMachineTest, AnEarlierRevocationOrNoCertificateSignsNothing) {
  OpenAndFreeze();
  Revoke(6, "tur/d03");
  Sign(6, "tur");
  Sign(7, "tur", {"tur/d99"});
  Sign(7, "tur", {"tur/d05", "tur/d03"});
  Sign(7, "tur", {"tur/d05", "tur/d99"});
  EXPECT_EQ(Said(),
            "err KEY_REVOKED tur/jwg; err UNKNOWN_KEY tur/jwg; err KEY_REVOKED tur/jwg; "
            "err UNKNOWN_KEY tur/jwg");
  EXPECT_TRUE(state().answers.empty());
}

TEST_F(ReportMachineTest, AnErrorNamesTheNoteAndGoesToItsMailbox) {
  Open();
  const Hash note = Do(1, "irn", StepOf(ReportVerb::kSign, "M1"));
  EXPECT_EQ(run_.said().back(), (ReportSaying{.kind = ReportSaying::Kind::kError,
                                              .office = "irn",
                                              .reason = "TOO_EARLY",
                                              .note = note,
                                              .at_ms = AtHour_ms(1),
                                              .to = {"irn", Role::kJwg}}));
}

TEST_F(ReportMachineTest, ChangedAndVoidedAnswersAreKeptInLogOrder) {
  OpenAndFreeze();
  const Hash by_rus = Sign(6, "rus");
  const Hash by_tur = Sign(7, "tur");
  const Hash refused = Do(8, "tur", StepOf(ReportVerb::kRefuse, "M1"));
  ASSERT_EQ(state().earlier_answers.size(), 1u);
  EXPECT_EQ(state().earlier_answers[0].note, by_tur);
  Do(9, "tur", StepOf(ReportVerb::kReopen, "M1"), {"tur/d03", "irn/d03"});
  EXPECT_EQ(Said(), "VOIDED(rus); VOIDED(tur); draft");
  EXPECT_TRUE(state().answers.empty());
  std::vector<Hash> earlier;
  for (const ReportAct& answer : state().earlier_answers) earlier.push_back(answer.note);
  EXPECT_EQ(earlier, (std::vector<Hash>{by_rus, by_tur, refused}));
}

TEST_F(ReportMachineTest, ATakenPeriodOpensNothing) {
  run_.taken = {"JWG", OpeningOf().period.start_ms};
  Open();
  EXPECT_EQ(Said(), "err EXISTS rus/jwg");
  EXPECT_FALSE(run_.state().has_value());
  EXPECT_EQ(run_.NextDue_ms(), std::nullopt);
  run_.AdvanceTo({LeafIndex(200), AtHour_ms(500)});
  Revoke(500, "rus/d03");
  EXPECT_EQ(Said(), "");
}

// Neither by a sheet that nobody can use nor by contributing again and again.
TEST_F(ReportMachineTest, ASheetSetAsideHoldsUpNothing) {
  Open();
  AllContribute();
  ReportDraft draft = DraftOf("M1", {{"irn", Sheet("irn").sheet}, {"rus", Sheet("rus").sheet}});
  Do(4, "rus", draft);
  draft.aside = {"un"};
  Do(4, "rus", draft);
  EXPECT_EQ(Said(), "collecting; err STALE_DIGEST rus/jwg; err STALE_DIGEST rus/jwg");
  draft.aside = {"tur"};
  Do(4, "rus", draft);
  Do(5, "tur", Sheet("tur, again"));
  Do(6, "rus", StepOf(ReportVerb::kFreeze, "M1"));
  EXPECT_EQ(Said(), "draft; signing");
  for (const char* office : {"irn", "rus", "tur"}) Sign(7, office);
  EXPECT_EQ(Said(), "FINAL(unanimous)");
  const Json manifest = ManifestOf(state());
  EXPECT_EQ(*manifest.Find("aside"), Json(Json::Array{"tur"}));
  EXPECT_EQ(manifest.Find("sheets")->array()->size(), 2);
}

TEST_F(ReportMachineTest, WhoIsNotSetAsideMakesADraftStaleByContributing) {
  Open();
  AllContribute();
  ReportDraft draft = DraftOf("M1", {{"irn", Sheet("irn").sheet}, {"rus", Sheet("rus").sheet}});
  draft.aside = {"tur"};
  Do(4, "rus", draft);
  Do(5, "irn", Sheet("irn, again"));
  Do(6, "rus", StepOf(ReportVerb::kFreeze, "M1"));
  EXPECT_EQ(Said(), "collecting; draft; err STALE_DIGEST rus/jwg");
}

TEST_F(ReportMachineTest, OnlyThoseWhoAreGuarantorsCountForAWithdrawal) {
  Open();
  Do(1, "irn", StepOf(ReportVerb::kWithdraw, ""));
  run_.left = {"irn"};
  Do(2, "tur", StepOf(ReportVerb::kWithdraw, ""));
  EXPECT_EQ(Said(), "collecting");
  Do(3, "rus", StepOf(ReportVerb::kWithdraw, ""));
  EXPECT_EQ(Said(), "withdrawn");
  EXPECT_EQ(state().final_index, LeafIndex(103));
}

TEST_F(ReportMachineTest, WhatIsDueIsJudgedByTheDueHoweverLateItIsLookedAt) {
  OpenAndFreeze({.contribution_s = AtHour_s(48), .sign_s = AtHour_s(96)});
  Sign(6, "tur");
  Sign(7, "irn");
  EXPECT_EQ(run_.NextDue_ms(), AtHour_ms(24)) << "48 hours before is the opening, which is past";
  Revoke(200, "rus/d03");
  EXPECT_EQ(Said(),
            "REMINDER(sign,rus,-48h); REMINDER(sign,rus,-24h); REMINDER(sign,rus,-2h); "
            "MISSED(sign,rus); FINAL(partial); DONE(sign,rus)");
  EXPECT_EQ(state().final_ms, AtHour_ms(96));
  EXPECT_EQ(state().final_index, LeafIndex(108)) << "the first one known after it";
  EXPECT_EQ(run_.NextDue_ms(), std::nullopt);
}

TEST_F(ReportMachineTest, TellsWhatComesNext) {
  EXPECT_EQ(run_.NextDue_ms(), std::nullopt);
  Open({.contribution_s = AtHour_s(72), .review_s = AtHour_s(73)});
  for (const int64_t hour : {24, 25, 48, 49, 70, 71, 72, 73}) {
    EXPECT_EQ(run_.NextDue_ms(), AtHour_ms(hour));
    run_.AdvanceTo({LeafIndex(200), AtHour_ms(hour)});
    EXPECT_EQ(run_.NextDue_ms(), AtHour_ms(hour)) << "not before a later instant is known";
    run_.AdvanceTo({LeafIndex(200), AtHour_ms(hour) + 1});
  }
  EXPECT_EQ(run_.NextDue_ms(), std::nullopt);
  EXPECT_EQ(state().warned,
            (std::map<ReportDue, int>{{ReportDue::kContribution, 3}, {ReportDue::kReview, 3}}));
  EXPECT_EQ(state().missed,
            (std::map<ReportDue, std::set<std::string>>{
                {ReportDue::kContribution, {"irn", "rus", "tur"}}, {ReportDue::kReview, {}}}))
      << "nobody could review";
  Do(74, "irn", Sheet("irn"));
  EXPECT_EQ(state().missed.at(ReportDue::kContribution), (std::set<std::string>{"rus", "tur"}));
}

TEST_F(ReportMachineTest, TellsWhoIsMissing) {
  Open();
  EXPECT_EQ(MissingFor(state(), ReportDue::kContribution), (Names{"irn", "rus", "tur"}));
  EXPECT_EQ(MissingFor(state(), ReportDue::kReview), (Names{"irn", "rus", "tur"}));
  EXPECT_EQ(MissingFor(state(), ReportDue::kSign), (Names{"irn", "rus", "tur"}));
  AllContribute();
  EXPECT_EQ(MissingFor(state(), ReportDue::kContribution), Names());
  Draft(4, "M1");
  Do(4, "tur", StepOf(ReportVerb::kComment, "M1"));
  EXPECT_EQ(MissingFor(state(), ReportDue::kReview), (Names{"irn", "rus"}));
  Do(5, "rus", StepOf(ReportVerb::kFreeze, "M1"));
  Do(6, "irn", StepOf(ReportVerb::kRefuse, "M1"));
  EXPECT_EQ(MissingFor(state(), ReportDue::kSign), (Names{"rus", "tur"}));
}

TEST_F(ReportMachineTest, TheManifestIsWhatTheReportRestsOn) {
  OpenAndFreeze({.sign_s = AtHour_s(96)});
  const auto hash = [](const std::string& text) { return ToBase64(Sha256(text)); };
  const Hash by_tur = Sign(6, "tur");
  const Hash by_irn = Do(7, "irn", StepOf(ReportVerb::kReserve, "M1"), {}, Sha256("column 3"));
  run_.AdvanceTo({LeafIndex(200), AtHour_ms(97)});
  ASSERT_EQ(state().outcome, ReportOutcome::kPartial);
  const std::string manifest = PrintCanonicalJson(ManifestOf(state()));
  EXPECT_EQ(manifest,
            absl::StrCat(R"({"answers":[{"act":"reserve","index":107,"model":")", hash("M1"),
                         R"(","note":")", ToBase64(by_irn), R"(","office":"irn","text":")",
                         hash("column 3"), R"("},{"act":"sign","index":106,"model":")", hash("M1"),
                         R"(","note":")", ToBase64(by_tur),
                         R"(","office":"tur"}],"cut":1,"drafted":104,"frozen":105,"model":")",
                         hash("M1"), R"(","no_answer":["rus"],"opened":100,"outcome":"partial",)",
                         R"("report":"JWG-2017-05","sheets":[{"office":"irn","sheet":")",
                         hash("sheet irn"), R"("},{"office":"rus","sheet":")", hash("sheet rus"),
                         R"("},{"office":"tur","sheet":")", hash("sheet tur"), R"("}]})"));
  Revoke(98, "irn/d03");
  Sign(99, "rus");
  EXPECT_EQ(PrintCanonicalJson(ManifestOf(state())), manifest)
      << "what comes later changes nothing";
}

// R22: the model is the same, the manifest is another one.
TEST_F(ReportMachineTest, AReservationMakesAnotherManifest) {
  OpenAndFreeze();
  Sign(6, "rus");
  Sign(7, "tur");
  ReportState with = state();
  with.answers["irn"] = with.answers.at("tur");
  ReportState without = with;
  with.answers["irn"].verb = ReportVerb::kReserve;
  EXPECT_EQ(ManifestOf(with).StringOr("model", ""), ManifestOf(without).StringOr("model", "?"));
  EXPECT_NE(PrintCanonicalJson(ManifestOf(with)), PrintCanonicalJson(ManifestOf(without)));
}

TEST(ReportNames, AreThoseOfThePage) {
  EXPECT_EQ(ReportPhaseName(ReportPhase::kWithdrawn), "withdrawn");
  EXPECT_EQ(ReportPhaseName(ReportPhase::kCollecting), "collecting");
  EXPECT_EQ(ReportOutcomeName(ReportOutcome::kWithReservations), "with_reservations");
  EXPECT_EQ(ReportOutcomeName(ReportOutcome::kNone), "none");
  EXPECT_EQ(ReportDueName(ReportDue::kReview), "review");
}

}  // namespace
}  // namespace liaison
