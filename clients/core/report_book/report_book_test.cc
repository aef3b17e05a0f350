// Reports replayed from a scripted log; what the machine decides is tested with the machine.
#include "clients/core/report_book/report_book.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/core/trust/hub_testing.h"
#include "proto/base/error.h"
#include "proto/text/note.h"
#include "proto/wire/hash.h"
#include "proto/wire/sodium_crypto.h"
#include "tests/fakes/memory_file_system.h"
#include "tests/fakes/seeded_random.h"
#include "tests/fakes/test_mission.h"

namespace liaison {
namespace {

constexpr char kReport[] = "JWG-2017-05";
constexpr int64_t kDay_s = 86400;

class ReportBookTest : public testing::Test {
 protected:
  ReportBookTest() {
    mirror_ = std::move(Mirror::Open("mirror", mission_.ns(), mission_.charter_hash(),
                                     SodiumCrypto(), files_))
                  .value();
    Update();
  }

  void Update() {
    const absl::Status updated = mirror_->Update(hub_);
    EXPECT_TRUE(updated.ok()) << updated;
  }
  ReportBook Book(int64_t after_ms = 1) {
    Update();
    return ReadReportBook(*mirror_, hub_.now_ms + after_ms).value();
  }
  template <typename Act>
  ReportNote NoteOf(const std::string& office, Act act) {
    return {.head = {.ns = mission_.ns(),
                     .hub = absl::StrCat(mission_.ns(), "/log"),
                     .nonce = random_.Bytes<16>(),
                     .report = kReport,
                     .from = mission_.FullName(office + "/d03"),
                     .as = {.office = office, .role = Role::kJwg},
                     .seen = mirror_->seen()},
            .act = std::move(act)};
  }
  std::string Signed(const std::string& office, const ReportNote& note) {
    return mission_.signer(office + "/d03").SignNote(PrintReportNote(note));
  }
  template <typename Act>
  LeafIndex Log(const std::string& office, Act act) {
    return hub_.AppendNote(Signed(office, NoteOf(office, std::move(act))));
  }
  ReportOpen Opening() {
    return {.series = "JWG",
            .number = "2017-05",
            .period = {.start_ms = 1493596800000,
                       .end_ms = 1496275200000,
                       .first_day = "2017-05-01",
                       .last_day = "2017-05-31",
                       .zone = "UTC",
                       .tz = "2024b"},
            .rapporteur = "tur",
            .owes = {"irn", "rus", "tur"},
            .signs = {"irn", "rus", "tur"},
            .label = "mission",
            .dues = {.contribution_s = hub_.now_ms / 1000 + kDay_s,
                     .sign_s = hub_.now_ms / 1000 + 2 * kDay_s}};
  }
  static ReportStep Step(ReportVerb verb) { return {.verb = verb, .model = Sha256("M1")}; }
  void Draft() {
    ReportDraft draft{.model = Sha256("M1"), .size = 2, .cut = LeafIndex(1)};
    for (const char* office : {"irn", "rus", "tur"}) {
      Log(office, ReportContribute{.sheet = Sha256(office), .size = 3});
      draft.sheets.push_back({.office = office, .sheet = Sha256(office)});
    }
    Log("tur", draft);
    Log("tur", Step(ReportVerb::kFreeze));
  }
  // As the hub's plugin says it of `state`, about `refs`.
  Alert AlertOf(const std::string& code, std::vector<Hash> refs, int64_t at_ms,
                std::vector<AlertParam> params) {
    params.push_back({"at_ms", at_ms});
    params.push_back({"report", std::string(kReport)});
    std::sort(refs.begin(), refs.end());
    return {.head = {.ns = mission_.ns(),
                     .nonce = random_.Bytes<16>(),
                     .by = {.plugin = "report", .version = "1"}},
            .code = code,
            .mailboxes = {{"tur", Role::kJwg}},
            .refs = std::move(refs),
            .params = std::move(params)};
  }
  Alert FinalOf(const ReportState& state, const Hash& opened, const Hash& model,
                const Hash& manifest, const std::string& outcome = "unanimous") {
    return AlertOf("FINAL", {opened, model, manifest}, state.final_ms,
                   {{"manifest", ToHex(manifest)}, {"outcome", outcome}});
  }
  void Announce(Alert alert) {
    std::sort(alert.params.begin(), alert.params.end(),
              [](const AlertParam& a, const AlertParam& b) { return a.name < b.name; });
    ASSERT_TRUE(ParseAlert(mission_.ns(), PrintAlert(alert)).ok());
    hub_.AppendHubText(RecordKind::kAlert, PrintAlert(alert), std::nullopt, "", /*is_public=*/true);
  }

  SeededRandom random_{5};
  TestMission mission_{random_};
  ScriptedHub hub_{mission_};
  MemoryFileSystem files_;
  std::unique_ptr<Mirror> mirror_;
};

TEST_F(ReportBookTest, ReplaysAReportFromItsOpeningToItsEnd) {
  EXPECT_EQ(Book().Find(kReport), nullptr);
  const LeafIndex opened = Log("rus", Opening());
  Draft();
  for (const char* office : {"irn", "rus", "tur"}) Log(office, Step(ReportVerb::kSign));
  const ReportBook book = Book();
  const ReportRecord* const record = book.Find(kReport);
  ASSERT_NE(record, nullptr);
  EXPECT_EQ(record->state.phase, ReportPhase::kFinal);
  EXPECT_EQ(record->state.outcome, ReportOutcome::kUnanimous);
  EXPECT_EQ(record->state.opened_index, opened);
  ASSERT_EQ(record->remarks.size(), 9U);
  EXPECT_EQ(ReportActName(record->remarks.front().note), "open");
  EXPECT_EQ(record->remarks.front().hash, record->state.opened);
  for (const ReportRemark& remark : record->remarks) EXPECT_EQ(remark.error, "");
  EXPECT_EQ(book.next_due_ms, std::nullopt);
}

TEST_F(ReportBookTest, ANoteWithoutEffectStaysAsARemarkWithItsReason) {
  Log("rus", Opening());
  Draft();
  Log("irn", ReportContribute{.sheet = Sha256("later"), .size = 5});
  Log("irn", ReportStep{.verb = ReportVerb::kSign, .model = Sha256("M2")});
  const ReportBook book = Book();
  const std::vector<ReportRemark>& remarks = book.Find(kReport)->remarks;
  ASSERT_EQ(remarks.size(), 8U);
  EXPECT_EQ(remarks[6].error, "FROZEN");
  EXPECT_EQ(remarks[7].error, "STALE_DIGEST");
  EXPECT_EQ(book.Find(kReport)->state.contributions.at("irn").content, Sha256("irn"));
}

TEST_F(ReportBookTest, WhatBecomesTrueByItselfIsKnownAheadAndTrueOnceItsTimeHasPassed) {
  Log("rus", Opening());
  const ReportBook book = Book();
  ASSERT_TRUE(book.next_due_ms.has_value());
  const ReportBook later = Book(kDay_s * 1000);
  int missed = 0;
  for (const ReportSaying& saying : later.Find(kReport)->sayings) {
    missed += saying.kind == ReportSaying::Kind::kMissed ? 1 : 0;
  }
  EXPECT_EQ(missed, 3);
  EXPECT_GT(later.next_due_ms, book.next_due_ms);
  EXPECT_EQ(Book(3 * kDay_s * 1000).Find(kReport)->state.phase, ReportPhase::kFailed);
}

TEST_F(ReportBookTest, WhatEndsAtItsDueRestsOnALeafThatExists) {
  Log("rus", Opening());
  Draft();
  for (const char* office : {"irn", "tur"}) Log(office, Step(ReportVerb::kSign));
  const auto final_index = [this] {
    const ReportState state = Book(3 * kDay_s * 1000).Find(kReport)->state;
    EXPECT_EQ(state.phase, ReportPhase::kFinal);
    EXPECT_EQ(state.final_ms, *state.open.dues.sign_s * 1000);
    return state.final_index;
  };
  const LeafIndex newest = final_index();
  EXPECT_EQ(SizeThrough(newest), mirror_->size()) << "where none came after the due";
  hub_.now_ms += 3 * kDay_s * 1000;
  const LeafIndex sealed = hub_.AppendSealed(Sha256("a record"));
  EXPECT_EQ(final_index(), sealed);
  Alert other = AlertOf("NEW", {Sha256("a map")}, hub_.now_ms, {});
  other.head.by.plugin = "maps";
  const LeafIndex after(mirror_->size().value());
  Announce(other);
  EXPECT_EQ(final_index(), after);
  hub_.AppendSealed(Sha256("another record"));
  Announce(other);
  EXPECT_EQ(final_index(), after);
}

TEST_F(ReportBookTest, AnAnswerStandsWhenItsKeyIsRevokedLaterAndNoneCountsFromThere) {
  Log("rus", Opening());
  Draft();
  Log("irn", Step(ReportVerb::kSign));
  Update();
  Revocation revocation{.ns = mission_.ns(),
                        .charter = mission_.charter_hash(),
                        .reason = RevokeReason::kLost,
                        .by = mission_.FullName("irn/r01")};
  for (const CertFact* fact : mirror_->directory().Certificates()) {
    if (fact->certificate.subject == mission_.FullName("irn/d03")) revocation.cert = fact->hash;
  }
  const std::string refuse = Signed("irn", NoteOf("irn", Step(ReportVerb::kRefuse)));
  const LeafIndex revoked =
      hub_.AppendNote(mission_.signer("irn/r01").SignNote(PrintRevocation(revocation)));
  const ReportBook book = Book();
  const ReportAct& answer = book.Find(kReport)->state.answers.at("irn");
  EXPECT_EQ(answer.verb, ReportVerb::kSign);
  EXPECT_EQ(answer.revoked, revoked);
  EXPECT_EQ(JudgeNextReportNote(*mirror_, hub_.now_ms, refuse).value(), "KEY_REVOKED");
}

TEST_F(ReportBookTest, ASecondReportOfTheSameInstantsIsNone) {
  Log("rus", Opening());
  ReportOpen other = Opening();
  other.number = "2017-05B";
  other.period.zone = "Asia/Damascus";
  ReportNote note = NoteOf("tur", other);
  note.head.report = "JWG-2017-05B";
  hub_.AppendNote(Signed("tur", note));
  EXPECT_EQ(Book().Find("JWG-2017-05B"), nullptr);
}

TEST_F(ReportBookTest, JudgesANoteBeforeItIsSent) {
  const auto judge = [this](const std::string& office, auto act) {
    Update();
    return JudgeNextReportNote(*mirror_, hub_.now_ms, Signed(office, NoteOf(office, act))).value();
  };
  EXPECT_EQ(judge("irn", ReportContribute{.sheet = Sha256("irn"), .size = 3}), "UNKNOWN_REPORT");
  EXPECT_EQ(judge("rus", Opening()), "");
  Log("rus", Opening());
  EXPECT_EQ(judge("rus", Opening()), "EXISTS");
  EXPECT_EQ(judge("irn", Step(ReportVerb::kSign)), "TOO_EARLY");
  Draft();
  EXPECT_EQ(judge("irn", Step(ReportVerb::kSign)), "");
  EXPECT_EQ(Book().Find(kReport)->state.answers.size(), 0U) << "nothing was logged";
  EXPECT_FALSE(JudgeNextReportNote(*mirror_, hub_.now_ms, "no note").ok());
}

TEST_F(ReportBookTest, WhatTheHubAnnouncesIsHeldAgainstTheOwnReplay) {
  Log("rus", Opening());
  Draft();
  for (const char* office : {"irn", "rus", "tur"}) Log(office, Step(ReportVerb::kSign));
  const ReportState state = Book().Find(kReport)->state;
  const Hash opened = state.opened;
  const Hash model = Sha256("M1");
  const Hash manifest = Sha256(PrintCanonicalJson(ManifestOf(state)));
  Announce(AlertOf("STATE", {opened}, state.opened_ms, {{"state", std::string("collecting")}}));
  Announce(FinalOf(state, opened, model, manifest));
  EXPECT_TRUE(Book().disagreements.empty());

  // Another plugin's, and what is said to one mailbox, are none of this.
  Alert other = AlertOf("STATE", {opened}, state.final_ms, {{"state", std::string("signing")}});
  other.head.by.plugin = "maps";
  Announce(other);
  Announce(AlertOf("REMINDER", {opened}, state.opened_ms, {}));
  EXPECT_TRUE(Book().disagreements.empty());

  ReportState early = state;
  early.final_ms -= 1;
  const std::vector<Alert> lies = {
      FinalOf(state, opened, model, manifest, "partial"),
      FinalOf(state, opened, Sha256("M2"), manifest),
      FinalOf(state, opened, model, Sha256("another manifest")),
      FinalOf(state, Sha256("another opening"), model, manifest),
      FinalOf(early, opened, model, manifest),
      AlertOf("STATE", {opened}, state.final_ms, {{"state", std::string("signing")}}),
      AlertOf("DEADLINE_MISSED", {opened}, state.opened_ms,
              {{"due", std::string("contribution")}, {"office", std::string("irn")}})};
  for (const Alert& lie : lies) Announce(lie);
  Alert other_manifest = FinalOf(state, opened, model, manifest);
  other_manifest.params[0].value = ToHex(model);
  Announce(other_manifest);
  const ReportBook book = Book();
  ASSERT_EQ(book.disagreements.size(), lies.size() + 1);
  EXPECT_EQ(book.disagreements[0].said.outcome, ReportOutcome::kPartial);
  EXPECT_EQ(book.disagreements[2].manifest, Sha256("another manifest"));
  EXPECT_EQ(book.disagreements[6].said.office, "irn");
}

TEST_F(ReportBookTest, WhatIsAnnouncedBeforeItIsTrueIsADisagreement) {
  Log("rus", Opening());
  const ReportState state = Book().Find(kReport)->state;
  const Alert missed =
      AlertOf("DEADLINE_MISSED", {state.opened}, *state.open.dues.contribution_s * 1000,
              {{"due", std::string("contribution")}, {"office", std::string("irn")}});
  Announce(missed);
  EXPECT_EQ(Book(2 * kDay_s * 1000).disagreements.size(), 1U);
  hub_.now_ms += kDay_s * 1000;
  Announce(missed);
  EXPECT_EQ(Book(2 * kDay_s * 1000).disagreements.size(), 1U) << "the second time it was true";
}

}  // namespace
}  // namespace liaison
