#include "proto/text/hub_note.h"

#include "gtest/gtest.h"
#include "proto/text/testing.h"

namespace liaison {
namespace {

TEST(Refusal, ReadsWhatTheExampleSays) {
  const Refusal refusal = *ParseRefusal(kTestNs, GrammarOf("refusal").example);
  EXPECT_EQ(refusal.object, TestHash(1));
  EXPECT_EQ(refusal.code, "INVALID_ARGUMENT");
  EXPECT_EQ(refusal.field, "ack-within");
  EXPECT_EQ(refusal.rule, "INTEGER");
  EXPECT_EQ(refusal.time_ms, 1795478400123);
}

TEST(Refusal, WritesADashWhereItNamesNoField) {
  Refusal refusal = *ParseRefusal(kTestNs, GrammarOf("refusal").example);
  refusal.field.clear();
  refusal.rule.clear();
  EXPECT_NE(PrintRefusal(refusal).find("\nfield -\nrule -\n"), std::string::npos);
  EXPECT_EQ(*ParseRefusal(kTestNs, PrintRefusal(refusal)), refusal);
}

TEST(Refusal, NamesFieldAndRuleOfItsRefusals) {
  ExpectRefusals("refusal", {{"code INVALID_ARGUMENT", "code OK", "code", "CODE"},
                             {"code INVALID_ARGUMENT", "code BAD", "code", "CODE"},
                             {"field ack-within", "field ack within", "field", "FIELD"},
                             {"rule INTEGER", "rule integer", "rule", "CODE"},
                             {"time 1795478400123", "time 253402300800000", "time", "INTEGER"}});
}

TEST(Beacon, IsOfATreeThatHasLeaves) {
  EXPECT_EQ(ParseBeacon(kTestNs, GrammarOf("beacon").example)->size, TreeSize(600));
  ExpectRefusals(
      "beacon", {{"size 600", "size 0", "size", "INTEGER"}, {"root ", "root A", "root", "BASE64"}});
}

}  // namespace
}  // namespace liaison
