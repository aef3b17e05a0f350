// Notes that officers sign about reports: what comes out the log takes and the machine understands.
#include "clients/core/report_desk/report_papers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "clients/core/forms/form_library.h"
#include "clients/core/report_book/report_book.h"
#include "clients/core/report_desk/desk_testing.h"
#include "proto/base/error.h"

namespace liaison {
namespace {

using ::testing::ElementsAre;

class ReportPapersTest : public ReportDeskTest {
 protected:
  ReportSigner Jwg(const std::string& office) {
    return {.mirror = *mirror_,
            .device = mission_.signer(office + "/d03"),
            .as = {office, Role::kJwg},
            .random = random_};
  }
  // Logs it: the mirror takes what the directory's rules allow, and nothing else.
  void Log(const absl::StatusOr<std::string>& note) {
    ASSERT_TRUE(note.ok()) << note.status();
    hub_.AppendNote(*note);
    Update();
  }
  ReportState State() {
    return ReadReportBook(*mirror_, hub_.now_ms + 1)->Find(kTestReport)->state;
  }
  std::string Verdict(const std::string& note) {
    return JudgeNextReportNote(*mirror_, hub_.now_ms, note).value();
  }
  absl::StatusOr<std::string> Step(const std::string& office, ReportVerb verb) {
    return SignReportStep(Jwg(office), kTestReport, verb, Sha256("M1"), std::nullopt);
  }
  void Freeze() {
    Log(SignReportOpen(Jwg("rus"), open_));
    for (const char* office : {"irn", "rus", "tur"}) {
      Log(SignContribute(Jwg(office), kTestReport, {.sheet = Sha256(office), .size = 7},
                         Sha256("its notice")));
    }
    Log(SignReportDraft(Jwg("tur"), kTestReport,
                        {.model = Sha256("M1"),
                         .size = 9,
                         .cut = LeafIndex(1),
                         .sheets = NextDraft(State(), LeafIndex(1), {}).sheets},
                        Sha256("the draft's notice")));
    Log(Step("tur", ReportVerb::kFreeze));
  }

  ReportOpen open_ = TestFrame().open;
};

TEST_F(ReportPapersTest, EveryNoteHasItsEffect) {
  Freeze();
  EXPECT_EQ(State().phase, ReportPhase::kSigning);
  EXPECT_EQ(State().contributions.at("irn").text, Sha256("its notice"));
  Log(Step("rus", ReportVerb::kSign));
  Log(Step("tur", ReportVerb::kSign));
  Log(SignReportStep(Jwg("irn"), kTestReport, ReportVerb::kReserve, Sha256("M1"),
                     Sha256("its words")));
  EXPECT_EQ(State().outcome, ReportOutcome::kWithReservations);
  EXPECT_EQ(State().answers.at("irn").text, Sha256("its words"));
}

TEST_F(ReportPapersTest, SignsNothingThatItsGrammarRefuses) {
  EXPECT_FALSE(Step("irn", ReportVerb::kReserve).ok()) << "without its words";
  ReportOpen open = open_;
  open.threshold = 9;
  EXPECT_FALSE(SignReportOpen(Jwg("rus"), open).ok());
  EXPECT_FALSE(SignContribute(Jwg("rus"), kTestReport,
                              {.sheet = Sha256("s"), .size = uint64_t{65} << 20}, std::nullopt)
                   .ok());
}

TEST_F(ReportPapersTest, AReopeningAfterAnAnswerTakesTheLineOfAnotherGuarantor) {
  Freeze();
  Log(Step("rus", ReportVerb::kSign));
  const std::string first = Step("tur", ReportVerb::kReopen).value();
  EXPECT_EQ(Verdict(first), "NEEDS_TWO");
  const absl::StatusOr<std::string> both =
      AddSecondLine(mission_.ns(), first, mission_.signer("irn/d03"));
  ASSERT_TRUE(both.ok()) << both.status();
  EXPECT_EQ(Verdict(*both), "");
  Log(both);
  EXPECT_EQ(State().phase, ReportPhase::kDraft);
  for (const auto& [note, device] : {std::pair(first, "tur/d03"), std::pair(*both, "rus/d03")}) {
    EXPECT_EQ(ReasonOf(AddSecondLine(mission_.ns(), note, mission_.signer(device)).status()),
              "SIGNED");
  }
  EXPECT_FALSE(AddSecondLine(mission_.ns(), "no note", mission_.signer("irn/d03")).ok());
}

TEST_F(ReportPapersTest, AnAnswerOfTwoPersonsTakesTheLineOfAnotherOfficer) {
  for (const std::string& note : mission_.AddDevice("irn/d05", Role::kJwg, mission_.founded_s())) {
    hub_.AppendNote(note);
  }
  Update();
  open_.persons = 2;
  Freeze();
  const std::string first = Step("irn", ReportVerb::kSign).value();
  EXPECT_EQ(Verdict(first), "NEEDS_TWO");
  Log(AddSecondLine(mission_.ns(), first, mission_.signer("irn/d05")));
  EXPECT_EQ(State().answers.at("irn").second, mission_.FullName("irn/d05"));
}

TEST_F(ReportPapersTest, AReportsPapersGoToWhoWorksOnItAndHasADevice) {
  open_.owes = {"irn", "tur"};
  open_.signs = {"irn", "rus", "tur"};
  for (const std::string& note :
       mission_.AddDevice("rus/d06", Role::kEditor, mission_.founded_s())) {
    hub_.AppendNote(note);
  }
  Update();
  EXPECT_THAT(ReportMailboxes(open_, mirror_->directory(), {"tur", Role::kJwg}),
              ElementsAre(MailboxId{"irn", Role::kHead}, MailboxId{"irn", Role::kJwg},
                          MailboxId{"rus", Role::kEditor}, MailboxId{"rus", Role::kHead},
                          MailboxId{"rus", Role::kJwg}, MailboxId{"tur", Role::kHead}));
}

TEST_F(ReportPapersTest, ANoticeOfAReportIsAFormOfItsKind) {
  const Phrasebook phrases = Phrasebook::BuiltIn();
  const FormLibrary forms = FormLibrary::BuiltIn(phrases);
  for (const ReportPart part : {ReportPart::kSheet, ReportPart::kDraft, ReportPart::kComment,
                                ReportPart::kReservation, ReportPart::kRefusal}) {
    const NoticeDraft draft =
        ReportNotice(open_, {.part = part, .digest = Sha256("M1"), .text = "words"},
                     mirror_->directory(), {"tur", Role::kJwg}, "tr");
    EXPECT_EQ(draft.form.StringOr("part", ""), ReportPartName(part));
    EXPECT_EQ(draft.form.StringOr("digest", ""), ToBase64(Sha256("M1")));
    EXPECT_EQ(draft.form.StringOr("report", ""), kTestReport);
    EXPECT_EQ(draft.lang, "tr");
    const absl::Status valid = forms.ValidateForm({draft.kind, draft.kind_version}, draft.form);
    EXPECT_TRUE(valid.ok()) << valid;
    EXPECT_TRUE(forms.ByProgram({draft.kind, draft.kind_version}));
  }
  EXPECT_EQ(ReportPartName(ReportPart::kSheet), "sheet");
  EXPECT_EQ(ReportPartName(ReportPart::kReservation), "reservation");
  const NoticeDraft bare = ReportNotice(open_, {}, mirror_->directory(), {"tur", Role::kJwg}, "tr");
  EXPECT_EQ(bare.form.Find("text"), nullptr);
  EXPECT_EQ(bare.form.Find("digest"), nullptr);
  EXPECT_TRUE(bare.info.empty());
}

}  // namespace
}  // namespace liaison
