#include "proto/rules/json_reader.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace liaison {
namespace {

struct Sample {
  std::string name;
  int64_t count = 0;
  bool loud = false;
  size_t color = 0;
  std::vector<Role> roles;
  std::vector<int64_t> days;
};

absl::StatusOr<Sample> ReadSample(absl::string_view text) {
  ASSIGN_OR_RETURN(const Json json, ParseJsonTail("rules", text));
  Sample sample;
  JsonReader in("rules", json, "");
  in.Text("name", sample.name);
  in.Number("count", 1, 9, sample.count);
  in.Boolean("loud", sample.loud);
  in.Choice("color", {"red", "green"}, sample.color);
  in.Values("roles", 1, 2, sample.roles, ParseRole);
  if (in.Has("inner")) {
    in.Object("inner", [&](const Json& object, const std::string& path) {
      JsonReader inner("rules", object, path);
      inner.Numbers("days", 0, 3, 1, 7, sample.days);
      return inner.Finish();
    });
  }
  return in.Finish(std::move(sample));
}

constexpr char kWhole[] =
    R"({"color":"green","count":3,"inner":{"days":[1,7]},"loud":true,"name":"n",)"
    R"("roles":["duty","head"]})";

TEST(JsonReader, ReadsEveryKindOfMember) {
  const absl::StatusOr<Sample> sample = ReadSample(kWhole);
  ASSERT_TRUE(sample.ok()) << sample.status();
  EXPECT_EQ(sample->name, "n");
  EXPECT_EQ(sample->count, 3);
  EXPECT_TRUE(sample->loud);
  EXPECT_EQ(sample->color, 1u);
  EXPECT_EQ(sample->roles, (std::vector<Role>{Role::kDuty, Role::kHead}));
  EXPECT_EQ(sample->days, (std::vector<int64_t>{1, 7}));
}

TEST(JsonReader, RefusesWithTheRuleAndThePathOfTheMember) {
  struct Case {
    std::string from;
    std::string to;
    std::string rule;
    std::string subject;
  };
  const std::vector<Case> cases = {
      {R"("name":"n",)", "", "MISSING", "name"},
      {R"("name":"n")", R"("name":"")", "TYPE", "name"},
      {R"("name":"n")", R"("name":"n","noise":1)", "UNKNOWN_MEMBER", "the whole"},
      {R"("count":3)", R"("count":10)", "RANGE", "count"},
      {R"("count":3)", R"("count":0)", "RANGE", "count"},
      {R"("count":3)", R"("count":"3")", "TYPE", "count"},
      {R"(true)", R"(1)", "TYPE", "loud"},
      {R"("green")", R"("blue")", "CHOICE", "color"},
      {R"("duty")", R"("boss")", "ROLE", "roles 1"},
      {R"("duty")", R"(1)", "TYPE", "roles 1"},
      {R"("duty",)", R"("duty","jwg",)", "COUNT", "roles"},
      {R"("duty","head")", R"()", "COUNT", "roles"},
      {R"([1,7])", R"([1,8])", "RANGE", "inner days"},
      {R"([1,7])", R"(7)", "TYPE", "inner days"},
      {R"({"days":[1,7]})", R"({"days":[1,7],"x":1})", "UNKNOWN_MEMBER", "inner"},
      {R"({"days":[1,7]})", R"([1])", "TYPE", "inner"},
      {R"({"color")", R"({ "color")", "CANONICAL", ""},
  };
  for (const Case& one : cases) {
    std::string text = kWhole;
    const size_t at = text.find(one.from);
    ASSERT_NE(at, std::string::npos) << one.from;
    text.replace(at, one.from.size(), one.to);
    const absl::Status status = ReadSample(text).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << text;
    EXPECT_EQ(ReasonOf(status), one.rule) << status << "\n" << text;
    ASSERT_TRUE(DetailOf(status).has_value()) << text;
    EXPECT_EQ(DetailOf(status)->field, "rules") << text;
    EXPECT_EQ(DetailOf(status)->subject, one.subject) << text;
  }
  EXPECT_EQ(ReasonOf(ReadSample("[]").status()), "TYPE");
}

}  // namespace
}  // namespace liaison
