#include "proto/text/policy_note.h"

#include <gtest/gtest.h>

#include "proto/text/testing.h"

namespace liaison {
namespace {

TEST(PolicyNote, ReadsItsFields) {
  const PolicyNote note = *ParsePolicyNote(kTestNs, GrammarOf("ladder").example);
  EXPECT_EQ(note.kind, PolicyKind::kLadder);
  EXPECT_EQ(note.policy, (PolicyRef{.id = "L-STD", .version = 2}));
  EXPECT_EQ(note.prev, TestHash(1));
  EXPECT_EQ(note.from, "deescalation.example/tur/d03");
  EXPECT_EQ(note.as.ToString(), "tur/jwg");
  EXPECT_EQ(note.rules, R"({"repeat":0})");
}

TEST(PolicyNote, TheFirstLineSaysTheKind) {
  for (const PolicyKind kind :
       {PolicyKind::kLadder, PolicyKind::kPattern, PolicyKind::kObligation}) {
    const std::string text = Replaced(GrammarOf("ladder").example, "/ladder/",
                                      "/" + std::string(PolicyKindName(kind)) + "/");
    const absl::StatusOr<PolicyNote> note = ParsePolicyNote(kTestNs, text);
    ASSERT_TRUE(note.ok()) << note.status();
    EXPECT_EQ(note->kind, kind);
    EXPECT_EQ(PrintPolicyNote(*note), text);
  }
}

TEST(PolicyNote, RefusesWhatIsNone) {
  ExpectRefusals("ladder", {{"/ladder/", "/snake/", "text", "TYPE"},
                            {"version 2", "version 1", "prev", "PREV"},
                            {"as tur/jwg", "as tur/king", "as", "MAILBOX"},
                            {"{\"repeat\":0}", "[]", "rules", "OBJECT"},
                            {"{\"repeat\":0}", "{\"repeat\":0.5}", "rules", "NUMBER"}});
}

}  // namespace
}  // namespace liaison
