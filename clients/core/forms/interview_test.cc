// Scripted officers answer the questions; nobody looks at a terminal.
#include "clients/core/forms/interview.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "clients/core/forms/form_library.h"
#include "clients/core/language/phrasebook.h"
#include "proto/base/error.h"

namespace liaison {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

constexpr int64_t kNow_s = 1493892000;  // 2017-05-04 10:00:00 UTC
constexpr size_t kMostQuestions = 500;
constexpr char kHash[] = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

InterviewSetup DemoSetup() {
  InterviewSetup setup;
  setup.tables["zone"] = {{"idlib", "Idlib"}, {"south", "South"}};
  setup.tables["office"] = {{"irn", "Iran"}, {"tur", "Türkiye"}};
  setup.defaults["event.time_zone"] = "Asia/Damascus";
  setup.reading.now_s = kNow_s;
  return setup;
}

class InterviewTest : public ::testing::Test {
 protected:
  std::unique_ptr<Interview> Start(const std::string& kind, const FormAssignments& given) {
    return *forms_.StartInterview(*forms_.Newest(kind), Language::kEn, DemoSetup(), given);
  }
  // The form of everything that was said, as valid as any other.
  absl::StatusOr<Json> Form(const std::string& kind, const Interview& interview) {
    return forms_.BuildForm(*forms_.Newest(kind), interview.Assignments());
  }

  const Phrasebook phrases_ = Phrasebook::BuiltIn();
  const FormLibrary forms_ = FormLibrary::BuiltIn(phrases_);
};

// Types these lines, as long as there are questions. How many were taken.
size_t Type(Interview& interview, const std::vector<std::string>& lines) {
  size_t taken = 0;
  for (const std::string& line : lines) {
    const std::optional<Question> question = interview.Next();
    if (!question.has_value()) break;
    const absl::Status status = interview.Answer(*question, line);
    EXPECT_TRUE(status.ok()) << question->id << ": " << line << ": " << status;
    ++taken;
  }
  return taken;
}

// What somebody types who takes the first answer that is allowed.
std::vector<std::string> FirstAnswers(const Question& question) {
  switch (question.type) {
    case Question::Type::kChoice:
    case Question::Type::kChoices:
      return {"1"};
    case Question::Type::kYesNo:
      return {"y"};
    case Question::Type::kNumber:
      return {"0", "1"};
    case Question::Type::kTime:
      return {"-10"};
    case Question::Type::kPoint:
      return {"35.9306 36.6339", "35.9306"};
    case Question::Type::kReference:
      return {kHash};
    case Question::Type::kText:
    case Question::Type::kLines:
      break;
  }
  return {"a", "tur/duty"};
}

void AnswerFirst(Interview& interview, const Question& question) {
  std::vector<absl::Status> refused;
  for (const std::string& typed : FirstAnswers(question)) {
    refused.push_back(interview.Answer(question, typed));
    if (refused.back().ok()) return;
  }
  FAIL() << question.id << ": " << refused.back();
}

// Sections are all opened, or none; lists get one entry more than they need, or none.
void Answer(Interview& interview, const Question& question, bool sections) {
  const bool first_more = question.id == "counts.#0" || absl::EndsWith(question.id, ".#0");
  const bool more = question.about == Question::About::kMore ||
                    question.about == Question::About::kMember ||
                    question.about == Question::About::kEntry;
  if (sections && question.about == Question::About::kEntry) {
    const bool again = absl::EndsWith(question.id, "[0]?");
    ASSERT_TRUE(interview.Answer(question, again ? "y" : "").ok()) << question.id;
  } else if (!sections && more && !first_more) {
    ASSERT_TRUE(interview.Answer(question, "").ok()) << question.id;
  } else {
    AnswerFirst(interview, question);
  }
}

TEST_F(InterviewTest, EveryTypeCanBeEnteredByTheFirstAnswerToEveryQuestion) {
  for (const FormKind& kind : forms_.Kinds()) {
    for (const bool sections : {false, true}) {
      SCOPED_TRACE(kind.ToString() + (sections ? ", everything" : ", what is required"));
      const auto interview = Start(kind.kind, {{"label", "mission"}});
      size_t asked = 0;
      while (const std::optional<Question> question = interview->Next()) {
        ASSERT_LT(++asked, kMostQuestions) << question->id;
        Answer(*interview, *question, sections);
        if (HasFatalFailure()) return;
      }
      const absl::StatusOr<Json> form = Form(kind.kind, *interview);
      EXPECT_TRUE(form.ok()) << form.status();
      if (!sections || !form.ok()) continue;
      const std::vector<FormField> fields = *forms_.DescribeForm(kind, Language::kEn);
      for (const FormField& field : fields) {
        EXPECT_NE(form->Find(field.path.substr(0, field.path.find_first_of(".["))), nullptr)
            << field.path;
      }
    }
  }
}

TEST_F(InterviewTest, AnswersTakenBackAreAskedAgainInEveryType) {
  for (const FormKind& kind : forms_.Kinds()) {
    SCOPED_TRACE(kind.ToString());
    const auto interview = Start(kind.kind, {});
    std::vector<std::string> ids;
    while (const std::optional<Question> question = interview->Next()) {
      ids.push_back(question->id);
      Answer(*interview, *question, /*sections=*/true);
      ASSERT_FALSE(HasFatalFailure());
    }
    for (; !ids.empty(); ids.pop_back()) {
      ASSERT_TRUE(interview->Back());
      ASSERT_EQ(interview->Next()->id, ids.back());
    }
    EXPECT_FALSE(interview->Back());
    EXPECT_TRUE(interview->Assignments().empty());
  }
}

TEST_F(InterviewTest, AViolationIsTenLines) {
  const auto interview = Start("violation", {{"label", "mission"}});
  EXPECT_EQ(Type(*interview, {"1", "3", "Sarmin", "35.9 36.72", "-10", "", "1", "2", ""}), 9U);
  EXPECT_FALSE(interview->Next().has_value());
  EXPECT_THAT(interview->Assignments(),
              ElementsAre(Pair("label", "mission"), Pair("zone", "idlib"), Pair("kind", "mortar"),
                          Pair("place.name", "Sarmin"), Pair("place.lat_e7", "35.9"),
                          Pair("place.lon_e7", "36.72"), Pair("place.accuracy_m", "100"),
                          Pair("event.time_s", "1493891400"), Pair("event.accuracy_s", "60"),
                          Pair("event.time_zone", "Asia/Damascus"),
                          Pair("source", "own_observation"), Pair("confidence", "probable")));
  EXPECT_TRUE(Form("violation", *interview).ok());
}

TEST_F(InterviewTest, SectionsOfTheRestAreChosenByNumber) {
  const auto interview = Start("violation", {{"label", "mission"}});
  Type(*interview, {"1", "3", "Sarmin", "35.9 36.72", "", "", "1", "2"});
  const std::optional<Question> more = interview->Next();
  ASSERT_EQ(more->about, Question::About::kMore);
  // What is chosen is typed as its number, or as its name: casualties, civilians, 2 killed, 3
  // injured, nothing said about missing, no other class, then the end.
  Type(*interview, {"casualties", "civilian", "2", "3", "", "", ""});
  EXPECT_FALSE(interview->Next().has_value());
  const absl::StatusOr<Json> form = Form("violation", *interview);
  ASSERT_TRUE(form.ok()) << form.status();
  EXPECT_EQ(PrintCanonicalJson(*form->Find("casualties")),
            R"({"civilian":{"injured":3,"killed":2}})");
}

TEST_F(InterviewTest, TheProvinceOfAPlaceIsAskedOnlyOfWhoWantsToSayIt) {
  const auto interview = Start("violation", {{"label", "mission"}});
  Type(*interview, {"1", "3", "Sarmin", "35.9 36.72", "", "", "1", "2"});
  EXPECT_TRUE(Form("violation", *interview).ok()) << "without it";
  Type(*interview, {"place.province", "idlib", ""});
  EXPECT_FALSE(interview->Next().has_value());
  const absl::StatusOr<Json> form = Form("violation", *interview);
  ASSERT_TRUE(form.ok()) << form.status();
  EXPECT_EQ(form->Find("place")->StringOr("province", ""), "idlib");
}

TEST_F(InterviewTest, WhatIsGivenIsNotAsked) {
  const auto interview = Start("violation", {{"label", "mission"},
                                             {"zone", "idlib"},
                                             {"kind", "mortar"},
                                             {"place.lat_e7", "35.9"},
                                             {"designated_group.name", "HTS"},
                                             {"damage[0].object", "school"},
                                             {"damage[0].degree", "severe"}});
  std::vector<std::string> ids;
  while (const std::optional<Question> question = interview->Next()) {
    ids.push_back(question->id);
    Answer(*interview, *question, /*sections=*/false);
    ASSERT_FALSE(HasFatalFailure());
  }
  EXPECT_THAT(ids, ElementsAre("place.name", "place.lon_e7", "place.accuracy_m", "event.time_s",
                               "event.time_zone", "designated_group.alleged", "source",
                               "confidence", "#more.0"));
  EXPECT_TRUE(Form("violation", *interview).ok());
}

TEST_F(InterviewTest, AnythingAnsweredCanBeAskedAgain) {
  const auto interview = Start("violation", {{"label", "mission"}, {"text", "first words"}});
  Type(*interview, {"1", "3", "Sarmin", "35.9 36.72", "", "", "1", "2", ""});
  const std::vector<Question> answered = interview->Answered();
  EXPECT_EQ(answered.front().id, "label");
  EXPECT_EQ(answered.back().about, Question::About::kMore);
  for (const Question& question : answered) {
    SCOPED_TRACE(question.id);
    interview->Forget(question.id);
    ASSERT_EQ(interview->Next()->id, question.id);
    const bool more = question.about == Question::About::kMore;
    if (more) {
      ASSERT_TRUE(interview->Answer(question, "").ok());
    } else {
      AnswerFirst(*interview, question);
    }
    EXPECT_FALSE(interview->Next().has_value());
  }
  EXPECT_TRUE(Form("violation", *interview).ok());
}

TEST_F(InterviewTest, AWrongAnswerLeavesTheQuestion) {
  const auto interview = Start("violation", {{"label", "mission"}});
  const struct {
    std::string good;
    std::vector<std::string> bad;
  } script[] = {{"1", {"", "0", "3", "1 2", "Idlib?"}},
                {"3", {"16", "-1", "morta"}},
                {"Sarmin", {"", "\x01", std::string(201, 'a')}},
                {"35.9 36.72", {"35.9", "91 36", "35.9 181", "a b", "35.9 36.72 x"}},
                {"-10 5", {"yesterday", "25:00", "10", "-10 x", "-99999999999999999999"}},
                {"UTC", {"+03:00", "Damascus time"}},
                {"1", {"5"}},
                {"1", {"5"}}};
  for (const auto& [good, bad] : script) {
    const std::optional<Question> question = interview->Next();
    for (const std::string& typed : bad) {
      EXPECT_FALSE(interview->Answer(*question, typed).ok()) << question->id << ": " << typed;
      EXPECT_EQ(interview->Next()->id, question->id);
    }
    EXPECT_TRUE(interview->Answer(*question, good).ok()) << question->id << ": " << good;
  }
  EXPECT_TRUE(Form("violation", *interview).ok());
}

// A question about a time or a point, and what it makes of one line.
std::string Read(Question::Type type, const std::vector<std::string>& paths,
                 absl::string_view typed) {
  Question question{.id = "q", .type = type, .paths = paths};
  const absl::StatusOr<Reading> reading = ReadAnswer(question, typed, {.now_s = kNow_s});
  std::string values;
  if (!reading.ok()) return ReasonOf(reading.status());
  for (const auto& [path, value] : reading->values) values += (values.empty() ? "" : " ") + value;
  return values;
}

TEST(QuestionTest, TimesAreShort) {
  const auto read = [](absl::string_view typed) {
    return Read(Question::Type::kTime, {"time_s", "accuracy_s"}, typed);
  };
  EXPECT_EQ(read("now"), "1493892000 60");
  EXPECT_EQ(read("-10"), "1493891400 60");
  EXPECT_EQ(read("-10 5"), "1493891400 300");
  EXPECT_EQ(read("-۱۰"), "1493891400 60") << "Persian digits";
  EXPECT_EQ(read("-2h"), "1493884800 60");
  EXPECT_EQ(read("+1d"), "1493978400 60");
  EXPECT_EQ(read("09:45"), "1493891100 60");
  EXPECT_EQ(read("23:50"), "1493855400 60") << "the nearest such time was yesterday";
  EXPECT_EQ(read("2017-05-03 09:45 10"), "1493804700 600");
  EXPECT_EQ(read("2017-05-03T09:45:00Z"), "1493804700 60");
  EXPECT_EQ(read("2017-05-33"), "EXPECTED");
}

TEST(QuestionTest, PointsTakeTheSignsOfEveryKeyboard) {
  const auto read = [](absl::string_view typed) {
    return Read(Question::Type::kPoint, {"lat", "lon", "accuracy"}, typed);
  };
  EXPECT_EQ(read("35.9 36.72"), "35.9 36.72 100");
  EXPECT_EQ(read("35.9, 36.72 500"), "35.9 36.72 500");
  EXPECT_EQ(read("35.9,36.72"), "35.9 36.72 100");
  EXPECT_EQ(read("35,9 36,72"), "35.9 36.72 100") << "decimal commas";
  EXPECT_EQ(read("٣٥٫٩ ٣٦٫٧٢"), "35.9 36.72 100") << "Arabic digits and decimal sign";
  EXPECT_EQ(read("35.9"), "EXPECTED");
}

}  // namespace
}  // namespace liaison
