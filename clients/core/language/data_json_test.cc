#include "clients/core/language/data_json.h"

#include <gtest/gtest.h>

#include <string>

#include "proto/base/error.h"

namespace liaison {
namespace {

TEST(DataJson, ReadsWhatIsLaidOutFreely) {
  const absl::StatusOr<Json> json =
      ParseDataJson("a.json", "{\n  \"b\": [1, true, {\"c\": \"d\"}],\n  \"a\": -5\n}\n");
  ASSERT_TRUE(json.ok()) << json.status();
  EXPECT_EQ(PrintCanonicalJson(*json), R"({"a":-5,"b":[1,true,{"c":"d"}]})");
}

TEST(DataJson, KeepsTheLargestIntegerExactly) {
  const absl::StatusOr<Json> json = ParseDataJson("a.json", "[9007199254740991]");
  ASSERT_TRUE(json.ok());
  EXPECT_EQ(*(*json->array())[0].integer(), kMaxJsonInteger);
}

TEST(DataJson, RefusesWhatOurFormatsCannotHold) {
  const struct {
    std::string text;
    std::string rule;
  } cases[] = {
      {R"({"a":1,"a":2})", "DUPLICATE"},
      {R"({"a":1.5})", "NUMBER"},
      {R"({"a":9007199254740992})", "NUMBER"},
      {R"({"a":-9007199254740992})", "NUMBER"},
      {R"({"a":null})", "NULL"},
      {R"({"a":)", "SYNTAX"},
      {R"({"a":1} x)", "SYNTAX"},
      {"", "SYNTAX"},
      {std::string(17, '[') + std::string(17, ']'), "DEPTH"},
      {std::string((1 << 20) + 1, ' '), "SYNTAX"},
  };
  for (const auto& c : cases) {
    const absl::Status status = ParseDataJson("a.json", c.text).status();
    EXPECT_EQ(ReasonOf(status), c.rule) << c.text.substr(0, 40) << " " << status;
    ASSERT_TRUE(DetailOf(status).has_value());
    EXPECT_EQ(DetailOf(status)->field, "a.json");
  }
}

}  // namespace
}  // namespace liaison
