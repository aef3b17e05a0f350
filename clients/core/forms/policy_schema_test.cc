// The published schemas of policies and rosters say what the rules read: their examples, and what
// lacks or adds a member.
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "clients/core/forms/form_schema.h"
#include "clients/core/forms/form_validator.h"
#include "clients/core/language/data_json.h"
#include "proto/rules/ladder.h"
#include "proto/rules/obligation.h"
#include "proto/rules/pattern.h"
#include "proto/rules/roster.h"
#include "proto/schema/schema_data.h"
#include "proto/system/posix_file_system.h"
#include "proto/text/canonical_json.h"

namespace liaison {
namespace {

absl::Status ReadByRules(absl::string_view kind, const Json& json) {
  const std::string text = PrintCanonicalJson(json);
  if (kind == "ladder") return ParseLadderPolicy(text).status();
  if (kind == "pattern") return ParsePatternPolicy(text).status();
  if (kind == "obligation") return ParseObligation(text).status();
  return ParseRoster(text).status();
}

class PolicySchemaTest : public ::testing::TestWithParam<std::string> {
 protected:
  PolicySchemaTest()
      : example_(*ParseDataJson(
            GetParam(),
            *PosixFileSystem().Read(
                absl::StrCat(LIAISON_SOURCE_DIR, "/proto/schema/examples/", GetParam(), ".json"),
                65536))),
        validator_(*FormValidator::Create(
            GetParam(),
            *ParseFormSchema(SchemaFiles(), absl::StrCat(GetParam(), ".schema.json")))) {}

  const Json example_;
  const FormValidator validator_;
};

TEST_P(PolicySchemaTest, TheExampleIsWhatBothRead) {
  EXPECT_EQ(validator_.Validate(example_), absl::OkStatus());
  EXPECT_EQ(ReadByRules(GetParam(), example_), absl::OkStatus());
}

TEST_P(PolicySchemaTest, BothRefuseAMissingMemberAndAnUnknownOne) {
  for (const auto& member : *example_.object()) {
    Json broken = example_;
    broken.mutable_object()->erase(member.first);
    // "unresolved" may be left out.
    EXPECT_EQ(validator_.Validate(broken).ok(), member.first == "unresolved") << member.first;
    EXPECT_EQ(ReadByRules(GetParam(), broken).ok(), member.first == "unresolved") << member.first;
  }
  Json broken = example_;
  (*broken.mutable_object())["no_such_member"] = 1;
  EXPECT_FALSE(validator_.Validate(broken).ok());
  EXPECT_FALSE(ReadByRules(GetParam(), broken).ok());
}

INSTANTIATE_TEST_SUITE_P(Kinds, PolicySchemaTest,
                         ::testing::Values("ladder", "pattern", "obligation", "roster"),
                         [](const auto& tested) { return tested.param; });

}  // namespace
}  // namespace liaison
