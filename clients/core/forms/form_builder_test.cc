#include "clients/core/forms/form_builder.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

#include "proto/base/error.h"

namespace liaison {
namespace {

TEST(Degrees, AreReadExactlyAndWrittenShort) {
  const struct {
    const char* text;
    int64_t degrees_e7;
    const char* shown;
  } cases[] = {
      {"35.9306", 359306000, "35.9306"},
      {"36", 360000000, "36.0"},
      {"-0.5", -5000000, "-0.5"},
      {"0.0000001", 1, "0.0000001"},
      {"180", 1800000000, "180.0"},
      {"359306000", 359306000, "35.9306"},
      {"-359306001", -359306001, "-35.9306001"},
  };
  for (const auto& c : cases) {
    const absl::StatusOr<int64_t> degrees = ParseDegrees("place.lat_e7", c.text);
    ASSERT_TRUE(degrees.ok()) << c.text;
    EXPECT_EQ(*degrees, c.degrees_e7) << c.text;
    EXPECT_EQ(FormatDegrees(c.degrees_e7), c.shown);
  }
}

TEST(Degrees, AreRefusedWhenTheyCannotBeExact) {
  for (const char* text : {"", ".", "-", "35.", ".5", "+35", "35,9", "35.12345678", "1e2", " 35",
                           "181.5", "35.9306N", "99999999999999999999"}) {
    EXPECT_EQ(ReasonOf(ParseDegrees("place.lat_e7", text).status()), "TYPE") << text;
  }
}

SchemaNode ListOfNumbers() {
  SchemaNode root;
  SchemaMember& member = root.members.emplace_back();
  member.name = "list";
  member.node.type = SchemaNode::Type::kArray;
  SchemaNode& item = member.node.items.emplace_back();
  item.type = SchemaNode::Type::kInteger;
  return root;
}

TEST(BuildJson, TakesEntriesInAnyOrderButNoGaps) {
  const SchemaNode root = ListOfNumbers();
  const absl::StatusOr<Json> json = BuildJson(root, {{"list[1]", "8"}, {"list[0]", "7"}});
  ASSERT_TRUE(json.ok()) << json.status();
  EXPECT_EQ(PrintCanonicalJson(*json), R"({"list":[7,8]})");
  EXPECT_EQ(ReasonOf(BuildJson(root, {{"list[1]", "8"}}).status()), "REQUIRED");
}

TEST(BuildJson, RefusesPathsThatAreNoPaths) {
  const SchemaNode root = ListOfNumbers();
  for (const char* path : {"", ".", "list.", "list[", "list[]", "list[-1]", "list[+1]", "list[ 1]",
                           "list[0]x", "list[0][0]", "list[1000]", "list[99999999999999999999]"}) {
    EXPECT_EQ(ReasonOf(BuildJson(root, {{path, "1"}}).status()), "UNKNOWN_FIELD") << path;
  }
  EXPECT_EQ(ReasonOf(BuildJson(root, {{"list", "1"}}).status()), "TYPE");
}

}  // namespace
}  // namespace liaison
