#include "proto/text/canonical_json.h"

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "proto/base/error.h"
#include "proto/text/testing.h"

namespace liaison {
namespace {

void ExpectRule(absl::string_view text, absl::string_view rule) {
  SCOPED_TRACE(text);
  ExpectRefusal(ParseCanonicalJson(text).status(), "json", rule);
}

TEST(CanonicalJson, PrintsWhatItReads) {
  for (const std::string& text :
       {std::string("{}"), std::string("[]"), std::string("true"), std::string("0"),
        std::string("-9007199254740991"), std::string("9007199254740991"), std::string("\"\""),
        std::string("{\"a\":[1,-2,{\"b\":false}],\"c\":\"\\\"\\\\\\n/\xE2\x82\xAC\"}"),
        std::string(kMaxJsonDepth, '[') + "1" + std::string(kMaxJsonDepth, ']')}) {
    const absl::StatusOr<Json> json = ParseCanonicalJson(text);
    ASSERT_TRUE(json.ok()) << text << json.status();
    EXPECT_EQ(PrintCanonicalJson(*json), text);
  }
}

// RFC 8785 section 3.2.3, without its two names that are control characters.
constexpr absl::string_view kUtf16Order =
    "{\"1\":\"One\",\"\xC3\xB6\":\"Latin Small Letter O With Diaeresis\",\"\xE2\x82\xAC\":\"Euro "
    "Sign\",\"\xF0\x9F\x98\x80\":\"Emoji: Grinning Face\",\"\xEF\xAC\xB3\":\"Hebrew Letter Dalet "
    "With Dagesh\"}";

TEST(CanonicalJson, OrdersMembersByUtf16CodeUnits) {
  const absl::StatusOr<Json> json = ParseCanonicalJson(kUtf16Order);
  ASSERT_TRUE(json.ok()) << json.status();
  EXPECT_EQ(PrintCanonicalJson(*json), kUtf16Order);
  // The order of UTF-8 bytes is the other way round here.
  ExpectRule("{\"\xEF\xAC\xB3\":1,\"\xF0\x9F\x98\x80\":1}", "ORDER");
  ExpectRule("{\"b\":1,\"a\":1}", "ORDER");
  ExpectRule("{\"aa\":1,\"a\":1}", "ORDER");
  // By what a name says, not by how it is spelled.
  EXPECT_TRUE(ParseCanonicalJson("{\"\\\"\":1,\"#\":1,\"\\\\\":1,\"a\":1}").ok());
  ExpectRule("{\"#\":1,\"\\\"\":1}", "ORDER");
  ExpectRule("{\"\\\"\":1,\"\\\"\":1}", "DUPLICATE");
}

TEST(CanonicalJson, RefusesWithTheRule) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "SYNTAX"},
      {"{", "SYNTAX"},
      {"{\"a\"}", "SYNTAX"},
      {"{\"a\":}", "SYNTAX"},
      {"{\"a\":1,}", "SYNTAX"},
      {"{a:1}", "SYNTAX"},
      {"[1,]", "SYNTAX"},
      {"[1 2]", "CANONICAL"},
      {"\"a", "SYNTAX"},
      {"1x", "SYNTAX"},
      {"{}{}", "SYNTAX"},
      {"tru", "SYNTAX"},
      {" 1", "CANONICAL"},
      {"1\n", "CANONICAL"},
      {"{\"a\": 1}", "CANONICAL"},
      {"null", "NULL"},
      {"[null]", "NULL"},
      {"1.0", "NUMBER"},
      {"1e3", "NUMBER"},
      {"-0", "NUMBER"},
      {"01", "NUMBER"},
      {"-", "NUMBER"},
      {"9007199254740992", "NUMBER"},
      {"-9007199254740992", "NUMBER"},
      {"1e999999999", "NUMBER"},
      {"{\"a\":1,\"a\":1}", "DUPLICATE"},
      {"\"\\/\"", "ESCAPE"},
      {"\"\\u20ac\"", "ESCAPE"},
      {"\"\\ud83d\\ude00\"", "ESCAPE"},
      {"\"\\x\"", "ESCAPE"},
      {"\"\\", "ESCAPE"},
      {"\"\\u0041\"", "CONTROL"},
      {"\"\\u0000\"", "CONTROL"},
      {"\"\\t\"", "CONTROL"},
      {"\"\t\"", "CONTROL"},
      {"\"\n\"", "CONTROL"},
      {"\"\x7F\"", "CONTROL"},
      {"\"\xC2\x85\"", "CONTROL"},
      {std::string("\"\0\"", 3), "CONTROL"},
      {"\"\xFF\"", "UTF8"},
      {"\"\xED\xA0\x80\"", "UTF8"},
      {"\"\xC0\x80\"", "UTF8"},
  };
  for (const auto& [text, rule] : cases) ExpectRule(text, rule);
}

TEST(CanonicalJson, BoundsItsDepth) {
  ExpectRule(std::string(kMaxJsonDepth + 1, '[') + "1" + std::string(kMaxJsonDepth + 1, ']'),
             "DEPTH");
  ExpectRule(std::string(100000, '['), "DEPTH");
  std::string objects;
  for (int i = 0; i < 100000; ++i) objects += "{\"a\":";
  ExpectRule(objects, "DEPTH");
}

TEST(CanonicalJson, SaysAtWhichByteItIsWrong) {
  EXPECT_NE(ParseCanonicalJson("{\"a\":1,\"b\":x}").status().message().find("at byte 11"),
            absl::string_view::npos);
}

TEST(Json, FindsMembersAndFallsBack) {
  const Json json(Json::Object{{"name", "x"}, {"size", 3}});
  EXPECT_EQ(json.StringOr("name", "none"), "x");
  EXPECT_EQ(json.StringOr("size", "none"), "none");
  EXPECT_EQ(json.IntegerOr("size", 7), 3);
  EXPECT_EQ(json.IntegerOr("name", 7), 7);
  EXPECT_EQ(json.Find("other"), nullptr);
  EXPECT_EQ(Json(1).Find("name"), nullptr);
}

Json RandomJson(TestRandom& random, size_t depth) {
  static const std::vector<std::string> kPieces = {
      "a", "Z", "\"", "\\", "\n", "\xC3\xA7", "\xEF\xAC\xB3", "\xF0\x9F\x98\x80"};
  const auto text = [&random] {
    std::string out;
    while (random.Below(3) != 0) out += kPieces[random.Below(kPieces.size())];
    return out;
  };
  switch (random.Below(depth == 0 ? 3 : 5)) {
    case 0:
      return Json(random.Coin());
    case 1:
      return Json(static_cast<int64_t>(random.Below(uint64_t{1} << 53)) * (random.Coin() ? 1 : -1));
    case 2:
      return Json(text());
    case 3: {
      Json::Array array;
      while (random.Below(3) != 0) array.push_back(RandomJson(random, depth - 1));
      return Json(std::move(array));
    }
    default: {
      Json::Object object;
      while (random.Below(3) != 0) object.emplace(text(), RandomJson(random, depth - 1));
      return Json(std::move(object));
    }
  }
}

TEST(CanonicalJson, ReadsBackWhateverIsPrinted) {
  const uint64_t seed = 8785;
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  TestRandom random(seed);
  for (int round = 0; round < 5000; ++round) {
    const Json json = RandomJson(random, 5);
    const absl::StatusOr<Json> again = ParseCanonicalJson(PrintCanonicalJson(json));
    ASSERT_TRUE(again.ok()) << again.status() << PrintCanonicalJson(json);
    ASSERT_EQ(*again, json);
  }
}

TEST(CanonicalJson, HasOneSpellingWhenBytesAreChangedAtRandom) {
  const uint64_t seed = 3629;
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  TestRandom random(seed);
  int accepted = 0;
  for (int round = 0; round < 20000; ++round) {
    std::string text = PrintCanonicalJson(RandomJson(random, 4));
    text[random.Below(text.size())] = static_cast<char>(random.Below(256));
    const absl::StatusOr<Json> json = ParseCanonicalJson(text);
    if (!json.ok()) continue;
    ++accepted;
    ASSERT_EQ(PrintCanonicalJson(*json), text);
  }
  EXPECT_GT(accepted, 0);
}

}  // namespace
}  // namespace liaison
