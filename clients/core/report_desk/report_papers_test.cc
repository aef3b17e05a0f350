// Notes that officers sign about reports: what comes out the log takes and the machine understands.
#include "clients/core/report_desk/report_papers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "clients/core/forms/form_library.h"
#include "clients/core/report_book/report_book.h"
#include "clients/core/report_desk/desk_testing.h"
#include "proto/base/error.h"
#include "tests/fakes/manual_clock.h"

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
                              {.sheet = Sha256("s"), .size = kMaxSheetBytes + 1}, std::nullopt)
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

// A desk's outbox before any line: what a paper is found by.
class QueuedPaperTest : public ReportPapersTest {
 protected:
  QueuedPaperTest() {
    absl::StatusOr<std::unique_ptr<Outbox>> outbox =
        Outbox::Open({.ns = mission_.ns(), .lock_path = "outbox.lock"}, mission_.signer("tur/d03"),
                     *database_, *mirror_, clock_, random_, files_);
    EXPECT_TRUE(outbox.ok()) << outbox.status();
    outbox_ = *std::move(outbox);
  }
  ~QueuedPaperTest() override { outbox_.reset(); }

  NoticeDraft Draft(const ReportPaper& paper) {
    return ReportNotice(open_, paper, mirror_->directory(), {"tur", Role::kJwg}, "tr");
  }
  std::string Queue(const ReportPaper& paper) {
    const absl::StatusOr<OutboxItem> item = outbox_->Enqueue(Draft(paper));
    EXPECT_TRUE(item.ok()) << item.status();
    return item.ok() ? item->serial : "";
  }
  // Its serial; empty: none.
  std::string Find(const NoticeDraft& draft) {
    const absl::StatusOr<std::optional<OutboxItem>> found =
        FindPaper(*outbox_, mission_.ns(), draft);
    EXPECT_TRUE(found.ok()) << found.status();
    return found.ok() && found->has_value() ? (*found)->serial : "";
  }
  std::string Find(const ReportPaper& paper) { return Find(Draft(paper)); }

  ManualClock clock_{absl::FromUnixMillis(mission_.founded_s() * 1000)};
  std::unique_ptr<Outbox> outbox_;
};

TEST_F(QueuedPaperTest, APaperIsFoundByWhatItSays) {
  const ReportPaper sheet{.part = ReportPart::kSheet, .digest = Sha256("sheet")};
  EXPECT_EQ(Find(sheet), "");
  const std::string serial = Queue(sheet);
  EXPECT_EQ(Find(sheet), serial);
  EXPECT_EQ(Find({.part = ReportPart::kDraft, .digest = sheet.digest}), "");
  EXPECT_EQ(Find({.part = ReportPart::kSheet, .digest = Sha256("another")}), "");
  EXPECT_EQ(Find({.part = ReportPart::kSheet, .digest = sheet.digest, .text = "words"}), "");
  NoticeDraft elsewhere = Draft(sheet);
  elsewhere.to.pop_back();
  EXPECT_EQ(Find(elsewhere), "") << "an office that joined since would not get it";
  elsewhere = Draft(sheet);
  elsewhere.as = {"tur", Role::kHead};
  EXPECT_EQ(Find(elsewhere), "");
  open_.number = "2017-06";
  EXPECT_EQ(Find(sheet), "") << "another report";
}

TEST_F(QueuedPaperTest, OfSeveralTheNewestIsFoundAndWordsCount) {
  ReportPaper reservation{
      .part = ReportPart::kReservation, .digest = Sha256("M1"), .text = "We do not accept \"it\"."};
  Queue(reservation);
  const std::string second = Queue(reservation);
  EXPECT_EQ(Find(reservation), second);
  reservation.text += " Not at all.";
  EXPECT_EQ(Find(reservation), "");
}

TEST_F(QueuedPaperTest, TheNewestDocumentOfAPartIsFound) {
  const auto digest = [this](absl::string_view report, ReportPart part) {
    const absl::StatusOr<std::optional<QueuedDocument>> found =
        FindDocument(*outbox_, mission_.ns(), report, part);
    EXPECT_TRUE(found.ok()) << found.status();
    return found.ok() && found->has_value() ? (*found)->digest : Hash();
  };
  EXPECT_EQ(digest(kTestReport, ReportPart::kDraft), Hash());
  for (const char* model : {"M1", "M2"})
    Queue({.part = ReportPart::kDraft, .digest = Sha256(model)});
  Queue({.part = ReportPart::kSheet, .digest = Sha256("sheet")});
  Queue({.part = ReportPart::kComment, .digest = Sha256("M3"), .text = "JWG-2017-06"});
  EXPECT_EQ(digest(kTestReport, ReportPart::kDraft), Sha256("M2"));
  EXPECT_EQ(digest(kTestReport, ReportPart::kSheet), Sha256("sheet"));
  EXPECT_EQ(digest("JWG-2017-06", ReportPart::kComment), Hash());
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
