#include "proto/text/report_note.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "proto/text/testing.h"

namespace liaison {
namespace {

ReportNote ReadReport(absl::string_view grammar) {
  return *ParseReportNote(kTestNs, GrammarOf(grammar).example);
}

// `text`, if it reads and prints again as it was.
ReportNote ReadReportAgain(const std::string& text) {
  const absl::StatusOr<ReportNote> note = ParseReportNote(kTestNs, text);
  EXPECT_TRUE(note.ok()) << note.status();
  if (!note.ok()) return ReportNote();
  EXPECT_EQ(PrintReportNote(*note), text);
  return *note;
}

TEST(ReportNote, ReadsAnOpening) {
  const ReportNote note = ReadReport("report-open");
  EXPECT_EQ(ReportActName(note), "open");
  EXPECT_EQ(note.head.report, "JWG-2017-05");
  EXPECT_EQ(note.head.hub, "deescalation.example/log");
  EXPECT_EQ(note.head.text, TestHash(7));
  EXPECT_EQ(note.head.as.ToString(), "rus/jwg");
  const auto& open = std::get<ReportOpen>(note.act);
  EXPECT_EQ(open.series, "JWG");
  EXPECT_EQ(open.number, "2017-05");
  EXPECT_EQ(open.period, (ReportPeriod{.start_ms = 1493586000000,
                                       .end_ms = 1496264400000,
                                       .first_day = "2017-05-01",
                                       .last_day = "2017-05-31",
                                       .zone = "Asia/Damascus",
                                       .tz = "2017tz"}));
  EXPECT_EQ(open.rapporteur, "rus");
  EXPECT_EQ(open.owes, (std::vector<std::string>{"irn", "rus", "tur"}));
  EXPECT_EQ(open.signs, (std::vector<std::string>{"irn", "rus", "tur"}));
  EXPECT_EQ(open.threshold, 2u);
  EXPECT_EQ(open.persons, 1u);
  EXPECT_EQ(open.label, "guarantors");
  EXPECT_EQ(
      open.dues,
      (ReportDues{.contribution_s = 1496750400, .review_s = 1496836800, .sign_s = 1496923200}));
  EXPECT_EQ(open.ladder, (PolicyRef{.id = "L-REPORT", .version = 1}));
}

TEST(ReportNote, ReadsAContribution) {
  const ReportNote note = ReadReport("report-contribute");
  EXPECT_EQ(ReportActName(note), "contribute");
  EXPECT_EQ(std::get<ReportContribute>(note.act),
            (ReportContribute{.sheet = TestHash(1), .size = 20480}));
}

TEST(ReportNote, ReadsADraft) {
  const ReportNote note = ReadReport("report-draft");
  EXPECT_EQ(ReportActName(note), "draft");
  const auto& draft = std::get<ReportDraft>(note.act);
  EXPECT_EQ(draft.model, TestHash(2));
  EXPECT_EQ(draft.size, 40960u);
  EXPECT_EQ(draft.cut, LeafIndex(1000));
  EXPECT_EQ(draft.sheets, (std::vector<ReportSheetRef>{{.office = "rus", .sheet = TestHash(1)},
                                                       {.office = "tur", .sheet = TestHash(3)}}));
}

TEST(ReportNote, EveryStepNamesTheModelAndOnlyAReservationNeedsWords) {
  const std::string reserve = GrammarOf("report-reserve").example;
  for (const ReportVerb verb : {ReportVerb::kComment, ReportVerb::kFreeze, ReportVerb::kReopen,
                                ReportVerb::kSign, ReportVerb::kReserve, ReportVerb::kRefuse}) {
    const std::string text =
        Replaced(reserve, "act reserve", absl::StrCat("act ", ReportVerbName(verb)));
    const ReportNote note = ReadReportAgain(text);
    EXPECT_EQ(ReportActName(note), ReportVerbName(verb));
    EXPECT_EQ(std::get<ReportStep>(note.act), (ReportStep{.verb = verb, .model = TestHash(2)}));
    ExpectRefusal(
        ParseReportNote(kTestNs, Replaced(text, absl::StrCat("model ", HashText(2), "\n"), ""))
            .status(),
        "model", "MISSING");
    const std::string wordless = Replaced(text, absl::StrCat("text ", HashText(7), "\n"), "");
    if (verb == ReportVerb::kReserve) {
      ExpectRefusal(ParseReportNote(kTestNs, wordless).status(), "text", "RESERVATION");
    } else {
      EXPECT_EQ(ReadReportAgain(wordless).head.text, std::nullopt);
    }
  }
}

TEST(ReportNote, AWithdrawalNamesNoModel) {
  const std::string text =
      Replaced(GrammarOf("report-reserve").example, "act reserve", "act withdraw");
  ExpectRefusal(ParseReportNote(kTestNs, text).status(), "from", "ORDER");
  const ReportNote note =
      ReadReportAgain(Replaced(text, absl::StrCat("model ", HashText(2), "\n"), ""));
  EXPECT_EQ(std::get<ReportStep>(note.act), (ReportStep{.verb = ReportVerb::kWithdraw}));
}

TEST(ReportNote, AnOpeningNeedHaveNoDuesAndNoLadder) {
  std::string text = GrammarOf("report-open").example;
  text = Replaced(text, "due-review 1496836800", "due-review -");
  EXPECT_EQ(std::get<ReportOpen>(ReadReportAgain(text).act).dues.review_s, std::nullopt);
  text = Replaced(text, "due-contribution 1496750400", "due-contribution -");
  text = Replaced(text, "due-sign 1496923200\nladder L-REPORT 1\n", "due-sign -\n");
  const auto& open = std::get<ReportOpen>(ReadReportAgain(text).act);
  EXPECT_EQ(open.dues, ReportDues());
  EXPECT_EQ(open.ladder, std::nullopt);
}

TEST(ReportNote, ADraftMayBeMadeOfNoSheet) {
  const std::string sheets =
      absl::StrCat("sheet rus ", HashText(1), "\nsheet tur ", HashText(3), "\n");
  const ReportNote note = ReadReportAgain(Replaced(GrammarOf("report-draft").example, sheets, ""));
  EXPECT_TRUE(std::get<ReportDraft>(note.act).sheets.empty());
}

TEST(ReportNote, ADraftMaySetSheetsAside) {
  const std::string sheet = absl::StrCat("sheet tur ", HashText(3), "\n");
  const std::string text = GrammarOf("report-draft").example;
  const ReportNote note = ReadReportAgain(Replaced(text, sheet, "aside irn\naside tur\n"));
  EXPECT_EQ(std::get<ReportDraft>(note.act).aside, (std::vector<std::string>{"irn", "tur"}));
  ExpectRefusals("report-draft", {{sheet, sheet + "aside tur\n", "aside", "SHEET"},
                                  {sheet, sheet + "aside un\naside irn\n", "aside", "ORDER"},
                                  {sheet, sheet + "aside Irn\n", "aside", "OFFICE"}});
}

TEST(ReportNote, RefusesWhatIsNoneOrComesLater) {
  ExpectRefusals(
      "report-contribute",
      {{"report/v1\n", "press/v1\n", "text", "TYPE"},
       {"report JWG-2017-05", "report jwg-2017-05", "report", "REPORT_ID"},
       {"report JWG-2017-05", "report 2017-05", "report", "REPORT_ID"},
       {"report JWG-2017-05", "report -2017", "report", "REPORT_ID"},
       {"report JWG-2017-05", absl::StrCat("report ", std::string(49, 'J')), "report", "REPORT_ID"},
       {"hub deescalation.example/log", "hub other.example/log", "hub", "WRONG_LOG"},
       {"act contribute", "act publish", "act", "ACT"},
       {"act contribute", "act corrigendum", "act", "LATER"},
       {" 20480\n", " 0\n", "sheet", "INTEGER"},
       {" 20480\n", " 67108865\n", "sheet", "TOO_BIG"},
       {"from deescalation.example/rus/d03", "from deescalation.example/rus/root", "from",
        "NAME"}});
  ExpectRefusals("report-draft", {{" 40960\n", " 67108865\n", "model", "TOO_BIG"},
                                  {"cut 1000", "cut -1", "cut", "INTEGER"},
                                  {"sheet rus", "sheet tur", "sheet", "DUPLICATE"},
                                  {"sheet rus", "sheet un", "sheet", "ORDER"},
                                  {"sheet rus", "sheet Rus", "sheet", "OFFICE"}});
}

TEST(ReportNote, RefusesAnOpeningThatCannotBe) {
  ExpectRefusals("report-open",
                 {{"series JWG", "series JW", "number", "MISMATCH"},
                  {"number 2017-05", "number 2017-06", "number", "MISMATCH"},
                  {"number 2017-05", "number -", "number", "REPORT_ID"},
                  {"period 1493586000000", "period 1496264400000", "period", "PERIOD"},
                  {"days 2017-05-01", "days 2017-06-01", "days", "PERIOD"},
                  {"days 2017-05-01", "days 2017-05-1", "days", "DATE"},
                  {"2017-05-31", "2017-05-32", "days", "DATE"},
                  {"zone Asia/Damascus", "zone ../passwd", "zone", "ZONE"},
                  {"tz 2017tz", "tz 2017/tz", "tz", "DATABASE"},
                  {"rapporteur rus", "rapporteur Rus", "rapporteur", "OFFICE"},
                  {"owes irn\nowes rus\nowes tur\n", "", "owes", "MISSING"},
                  {"owes irn", "owes tur", "owes", "ORDER"},
                  {"signs irn\nsigns rus\nsigns tur\n", "", "signs", "MISSING"},
                  {"threshold 2", "threshold 0", "threshold", "INTEGER"},
                  {"threshold 2", "threshold 4", "threshold", "INTEGER"},
                  {"persons 1", "persons 3", "persons", "INTEGER"},
                  {"label guarantors", "label secret", "label", "LABEL"},
                  {"due-review 1496836800", "due-review 1496750400", "due-review", "DUES"},
                  {"due-sign 1496923200", "due-sign 1496836800", "due-sign", "DUES"},
                  {"due-contribution 1496750400\ndue-review 1496836800",
                   "due-contribution 1496923200\ndue-review -", "due-sign", "DUES"},
                  {"ladder L-REPORT 1", "ladder l-report 1", "ladder", "POLICY"}});
}

}  // namespace
}  // namespace liaison
