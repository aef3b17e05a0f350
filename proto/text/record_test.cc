#include "proto/text/record.h"

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "proto/base/error.h"
#include "proto/text/testing.h"

namespace liaison {
namespace {

std::string PublicEntry(absl::string_view body) {
  return absl::StrCat(kTestNs, "/public/v1\ntime 1795478400456\n\n", body);
}

TEST(LeafEntry, HoldsAHashIfSealed) {
  const LeafEntry leaf = *ParseLeafEntry(kTestNs, GrammarOf("sealed leaf").example);
  EXPECT_EQ(leaf, (LeafEntry{1795478400123, false, TestHash(1), ""}));
}

TEST(LeafEntry, HoldsTheWholeNoteIfPublic) {
  const std::string body = "deescalation.example/prekey/v1\na b\n\n\xE2\x80\x94 x AAAAAAA=\n";
  const absl::StatusOr<LeafEntry> leaf = ParseLeafEntry(kTestNs, PublicEntry(body));
  ASSERT_TRUE(leaf.ok()) << leaf.status();
  EXPECT_EQ(*leaf, (LeafEntry{1795478400456, true, Hash(), body}));
  EXPECT_EQ(PrintLeafEntry(kTestNs, *leaf), PublicEntry(body));
}

TEST(LeafEntry, RefusesAPublicBodyThatIsNoTextOfThisMission) {
  for (const absl::string_view body :
       {"", "\n", "x\n", "other.example/prekey/v1\n", "deescalation.example/prekey/v1"}) {
    SCOPED_TRACE(body);
    EXPECT_EQ(ParseLeafEntry(kTestNs, PublicEntry(body)).status().code(),
              absl::StatusCode::kInvalidArgument);
  }
  const std::string entry = PublicEntry("deescalation.example/prekey/v1\n");
  EXPECT_TRUE(ParseLeafEntry(kTestNs, entry).ok());
  ExpectRefusal(ParseLeafEntry(kTestNs, Replaced(entry, "prekey/v1", "pre\r/v1")).status(), "text",
                "TYPE");
  ExpectRefusal(ParseLeafEntry(kTestNs, Replaced(entry, "456\n\n", "456\n")).status(), "text",
                "NEWLINE");
  ExpectRefusal(ParseLeafEntry(kTestNs, Replaced(entry, "time ", "time 0")).status(), "time",
                "INTEGER");
  ExpectRefusal(ParseLeafEntry(kTestNs, Replaced(entry, "\n\n", "\nx y\n\n")).status(), "text",
                "UNKNOWN");
}

TEST(LeafEntry, FitsTheTwoByteLengthOfABundle) {
  std::string entry = PublicEntry("deescalation.example/prekey/v1\n");
  entry += std::string(65535 - entry.size() - 1, 'x') + "\n";
  EXPECT_TRUE(ParseLeafEntry(kTestNs, entry).ok());
  entry.insert(entry.size() - 1, "x");
  ExpectRefusal(ParseLeafEntry(kTestNs, entry).status(), "text", "SIZE");
}

TEST(Release, ReadsWhatTheExampleSays) {
  const Release release = *ParseRelease(kTestNs, GrammarOf("release").example);
  EXPECT_EQ(release.head.cause, LeafIndex(599));
  EXPECT_EQ(release.head.by, (By{"escalation", "1.2.0", TestHash(1)}));
  EXPECT_EQ(release.rung, 2u);
  EXPECT_EQ(release.mailboxes.size(), 2u);
  EXPECT_EQ(release.evidence, std::nullopt);
}

TEST(Release, CanBeByTheHubItselfWithoutACause) {
  Release release = *ParseRelease(kTestNs, GrammarOf("release").example);
  release.head.by = By();
  release.head.cause = std::nullopt;
  release.evidence = LeafIndex(0);
  release.reason = "UNDELIVERABLE";
  EXPECT_EQ(*ParseRelease(kTestNs, PrintRelease(release)), release);
}

TEST(Release, NamesFieldAndRuleOfItsRefusals) {
  ExpectRefusals("release", {{"by escalation", "by hub", "by", "NAME"},
                             {"by escalation 1.2.0", "by escalation", "by", "WORDS"},
                             {"rung 2", "rung 0", "rung", "INTEGER"},
                             {"mailbox irn/head", "mailbox irn/jwg", "mailbox", "DUPLICATE"},
                             {"reason no_answer", "reason No", "reason", "CODE"},
                             {"evidence -\n", "", "evidence", "MISSING"}});
}

TEST(Alert, ReadsWhatTheExampleSays) {
  const Alert alert = *ParseAlert(kTestNs, GrammarOf("alert").example);
  EXPECT_EQ(alert.code, "LADDER_STUCK");
  EXPECT_EQ(alert.devices, (std::vector<std::string>{"deescalation.example/irn/d01"}));
  EXPECT_EQ(alert.params, (std::vector<AlertParam>{{"after", int64_t{-5}},
                                                   {"place", std::string("north road")}}));
  EXPECT_EQ(alert.ladder, (PolicyRef{"L-REPORT", 1}));
}

TEST(Alert, NamesFieldAndRuleOfItsRefusals) {
  ExpectRefusals("alert", {{"code LADDER_STUCK", "code ladder", "code", "CODE"},
                           {"after i -5", "after i -0", "param", "INTEGER"},
                           {"after i -5", "after i --5", "param", "INTEGER"},
                           {"after i -5", "after i 9007199254740992", "param", "INTEGER"},
                           {"after i -5", "after x 5", "param", "PARAM"},
                           {"after i -5", "after i", "param", "WORDS"},
                           {"place t north road", "place t ", "param", "PARAM"},
                           {"param after", "param zone", "param", "ORDER"},
                           {"param after", "param place", "param", "DUPLICATE"},
                           {"irn/d01", "irn/r01", "device", "NAME"}});
}

TEST(Timer, NamesFieldAndRuleOfItsRefusals) {
  EXPECT_EQ(ParseTimer(kTestNs, GrammarOf("timer").example)->key, std::string("\0\1\2", 3));
  const std::string long_key = EncodeBase64(std::string(257, 'k'));
  ExpectRefusals("timer", {{"plugin escalation", "plugin hub", "plugin", "NAME"},
                           {"key AAEC", "key ", "key", "VALUE"},
                           {"key AAEC", "key AAEC=", "key", "BASE64"},
                           {"key AAEC", absl::StrCat("key ", long_key), "key", "LENGTH"}});
}

TEST(Control, NamesFieldAndRuleOfItsRefusals) {
  EXPECT_EQ(ParseControl(kTestNs, GrammarOf("control").example)->data_size, 1024u);
  ExpectRefusals("control", {{"kind TIME_ZONES", "kind time_zones", "kind", "CODE"},
                             {" 1024", "", "data", "WORDS"}});
}

TEST(RecordKind, IsNamedAsInTheDesign) {
  EXPECT_EQ(RecordKindName(RecordKind::kEnvelope), "ENVELOPE");
  EXPECT_EQ(RecordKindName(RecordKind::kControl), "CONTROL");
}

}  // namespace
}  // namespace liaison
