// Models: strict round trip and what is refused.
#include "clients/core/report/model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_replace.h"
#include "clients/core/report/digested_model.h"
#include "clients/core/report/report_testing.h"
#include "proto/base/error.h"
#include "proto/text/canonical_json.h"
#include "proto/wire/hash.h"

namespace liaison {
namespace {

TEST(ModelTest, IsCanonicalJsonAndReadsBackTheSame) {
  ReportModel model = TestModel();
  model.corrects = Sha256("the model before");
  model.revision = 1;
  const std::string text = PrintModel(model);
  ASSERT_TRUE(ParseCanonicalJson(text).ok()) << ParseCanonicalJson(text).status() << text;
  const absl::StatusOr<ReportModel> parsed = ParseModel(text);
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_EQ(*parsed, model);
  EXPECT_EQ(HashOfModel(model), Sha256(text));
}

TEST(ModelTest, FindsFiguresById) {
  const ReportModel model = TestModel();
  for (const Figure& figure : model.figures) EXPECT_EQ(model.Find(figure.id), &figure);
  EXPECT_EQ(model.Find("v.reg.nobody"), nullptr);
}

TEST(ModelTest, WhatItDoesNotWriteItRefuses) {
  const std::string text = PrintModel(TestModel());
  const auto reason_with = [&text](const std::string& from, const std::string& to) {
    const std::string broken = absl::StrReplaceAll(text, {{from, to}});
    EXPECT_NE(broken, text) << from;
    return ReasonOf(ParseModel(broken).status());
  };
  EXPECT_EQ(reason_with("\"cut\":1000", "\"cut\":01000"), "NOT_CANONICAL");
  EXPECT_EQ(reason_with("\"missing\":", "\"middle\":1,\"missing\":"), "NOT_CANONICAL");
  EXPECT_EQ(reason_with("\"missing\":", "\"more\":1,\"missing\":"), "MODEL");
  EXPECT_EQ(reason_with("\"missing\":", "\"missed\":"), "MODEL");
  EXPECT_EQ(reason_with("\"fate\":\"withdrawn\"", "\"fate\":\"gone\""), "MODEL");
  EXPECT_EQ(reason_with("\"fate\":\"withdrawn\"", "\"fate\":\"live\""), "NOT_CANONICAL");
  EXPECT_EQ(reason_with("\"value\":2", "\"value\":2.5"), "MODEL");
}

// Each of these words decides what people read, and many of them which sentence.
TEST(ModelTest, ItsWordsAreClosedLists) {
  ReportModel model = TestModel();
  model.obligations = {{.id = "OBL",
                        .instrument = "memorandum",
                        .clause = "1",
                        .variant = "A",
                        .state = "pending",
                        .due_ms = kTestEnd_ms}};
  model.rows[0].flags = {"LATE"};
  const std::string text = PrintModel(model);
  ASSERT_TRUE(ParseModel(text).ok()) << ParseModel(text).status();
  const auto field_with = [&text](const std::string& from, const std::string& to) {
    const std::string broken = absl::StrReplaceAll(text, {{from, to}});
    EXPECT_NE(broken, text) << from;
    const absl::Status status = ParseModel(broken).status();
    return status.ok() || ReasonOf(status) != "MODEL" ? "" : DetailOf(status)->field;
  };
  EXPECT_EQ(field_with(R"("standing":"disputed")", R"("standing":"agreed\n  by all")"),
            "rows.standing");
  EXPECT_EQ(field_with(R"("flags":["LATE"])", R"("flags":["EARLY"])"), "rows.flags");
  EXPECT_EQ(field_with(R"("why":"gap")", R"("why":"no reason")"), "gaps.why");
  EXPECT_EQ(field_with(R"("state":"pending")", R"("state":"forgotten")"), "obligations.state");
  EXPECT_EQ(field_with(R"("missing":["irn"])", R"("missing":["all of them"])"), "missing");
  EXPECT_EQ(field_with(R"("office":"irn","owes")", R"("office":"A B","owes")"), "offices.office");
  EXPECT_EQ(field_with(R"("desk":"TUR-d07","last":5)", R"("desk":"RUS-d07","last":5)"),
            "offices.desks");
  EXPECT_EQ(field_with(R"("id":"v.reg.tur")", R"("id":"v.reg.tur\n")"), "figures.id");
  EXPECT_EQ(field_with(R"("zone":"UTC")", "\"zone\":\"e\u0301\""), "period.zone") << "not in NFC";
}

// Everybody would sign it, and nobody could verify, draw or export it afterwards.
TEST(ModelTest, WhatCannotBeReadAgainHasNoDigestToSign) {
  const absl::StatusOr<DigestedModel> digested = Digested(TestModel());
  ASSERT_TRUE(digested.ok()) << digested.status();
  EXPECT_EQ(digested->model, TestModel());
  EXPECT_EQ(digested->digest, HashOfModel(TestModel()));
  std::vector<ReportSheet> sheets = TestSheets();
  sheets[1].rows[0].owed_by = {""};
  const absl::StatusOr<ReportModel> unreadable = Assemble(TestFrame(), sheets);
  ASSERT_TRUE(unreadable.ok()) << unreadable.status();
  EXPECT_EQ(ReasonOf(Digested(*unreadable).status()), "MODEL");
}

TEST(ModelTest, AnAnswersTimeIsNoNumberThatHasNoOpposite) {
  const std::string text = PrintModel(TestModel());
  const std::string broken = absl::StrReplaceAll(
      text, {{R"("acknowledged":[[2,600000]])", R"("acknowledged":[[2,-9223372036854775808]])"}});
  ASSERT_NE(broken, text);
  EXPECT_EQ(ReasonOf(ParseModel(broken).status()), "MODEL");
}

TEST(ModelTest, WhatBreaksOffIsRefused) {
  const std::string text = PrintModel(TestModel());
  for (size_t size = 0; size < text.size(); ++size) {
    ASSERT_EQ(ReasonOf(ParseModel(text.substr(0, size)).status()), "MODEL") << size;
  }
}

}  // namespace
}  // namespace liaison
