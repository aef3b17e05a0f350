// Models: strict round trip and what is refused.
#include "clients/core/report/model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_replace.h"
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

}  // namespace
}  // namespace liaison
