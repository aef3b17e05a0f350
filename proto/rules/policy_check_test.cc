// What the directory makes of ladders, patterns and obligations.
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "proto/rules/directory_testing.h"
#include "proto/text/policy_note.h"

namespace liaison {
namespace {

constexpr char kLadder[] =
    R"({"ack":"any","catch_up":"strict","on_empty":"advance","on_undeliverable":"advance",)"
    R"("renotify_on_handover":false,"repeat":0,"rungs":[{"targets":["to"],"wait_s":)"
    R"({"flash":60,"immediate":60,"priority":60,"routine":60}}]})";
constexpr char kPattern[] =
    R"({"count":3,"ladder":{"id":"L-STD","version":1},"precedence":"flash","slot":"zone",)"
    R"("window_s":86400})";
constexpr char kObligation[] =
    R"({"clause":"6","instrument":"M","ladder":{"id":"L-STD","version":2},)"
    R"("owed_by":["guarantors/jwg"],"precedence":"priority","signed_on":"2017-05-04",)"
    R"("title":"T","variants":[{"due":{"count":5,"unit":"day"},"id":"A","source":"s","text":"t"}],)"
    R"("warn_before_s":[],"zones":["Asia/Almaty"]})";

class PolicyCheckTest : public testing::Test {
 protected:
  PolicyNote Make(PolicyKind kind, std::string id, uint64_t version, std::string rules) {
    PolicyNote note{.kind = kind, .ns = ns(), .hub = absl::StrCat(ns(), "/log")};
    note.policy = {std::move(id), version};
    if (version > 1) note.prev = last_;
    note.nonce = world_.random().Bytes<16>();
    note.from = world_.mission().FullName("irn/d03");
    note.as = {"irn", Role::kJwg};
    note.seen.size = TreeSize(1);
    note.rules = std::move(rules);
    return note;
  }
  PolicyNote Ladder(uint64_t version = 1) {
    return Make(PolicyKind::kLadder, "L-STD", version, kLadder);
  }
  // "" or the reason.
  std::string Log(const PolicyNote& note,
                  const std::vector<std::string>& by = {"irn/d03", "tur/d03"}) {
    const std::string text = PrintPolicyNote(note);
    const absl::Status status = world_.Log(world_.SignBy(text, by));
    if (status.ok()) last_ = Sha256(text);
    return ReasonOf(status);
  }
  const std::string& ns() { return world_.mission().ns(); }

  FoundedMission world_;
  Hash last_;  // of the text logged last
};

TEST_F(PolicyCheckTest, MoreThanHalfOfTheGuarantorsSignInTheOrderOfTheCharter) {
  EXPECT_EQ(Log(Ladder(), {"irn/d03"}), "THRESHOLD");
  EXPECT_EQ(Log(Ladder(), {"tur/d03", "irn/d03"}), "ORDER");
  EXPECT_EQ(Log(Ladder(), {"irn/d03", "irn/d03"}), "ORDER");
  EXPECT_EQ(Log(Ladder(), {"rus/d03", "tur/d03"}), "AUTHOR");
  EXPECT_EQ(Log(Ladder(), {"irn/d03", "jor/d03"}), "ROLE") << "no guarantor";
  EXPECT_EQ(Log(Ladder(), {"irn/d03", "tur/d02"}), "ROLE") << "a head, no jwg";
  EXPECT_EQ(Log(Ladder(), {"irn/d03", "tur/d03"}), "");
  EXPECT_EQ(Log(Ladder(2), {"irn/d03", "rus/d03", "tur/d03"}), "");
}

TEST_F(PolicyCheckTest, WhoProposesSpeaksForItsJwg) {
  PolicyNote note = Ladder();
  note.as.role = Role::kHead;
  EXPECT_EQ(Log(note), "AUTHOR");
  note.as = {"tur", Role::kJwg};
  EXPECT_EQ(Log(note), "AUTHOR");
}

TEST_F(PolicyCheckTest, ARevokedDeviceAndAForgedLineCountForNothing) {
  const std::string text = PrintPolicyNote(Ladder());
  const std::string signed_note = world_.SignBy(text, {"irn/d03", "tur/d03"});
  std::string forged = signed_note;
  // The last line's signature, but for the last bytes, which carry its padding.
  char& byte = forged[forged.size() - 20];
  byte = byte == 'A' ? 'B' : 'A';
  EXPECT_EQ(ReasonOf(world_.Log(forged)), "SIGNATURE");
  ASSERT_TRUE(world_.Log(world_.Revoke("tur/d03", RevokeReason::kLost, "tur/r01")).ok());
  EXPECT_EQ(ReasonOf(world_.Log(signed_note)), "REVOKED");
}

TEST_F(PolicyCheckTest, VersionsFollowOneAnother) {
  EXPECT_EQ(Log(Ladder(2)), "VERSION");
  ASSERT_EQ(Log(Ladder()), "");
  EXPECT_EQ(Log(Ladder()), "VERSION");
  EXPECT_EQ(Log(Ladder(3)), "VERSION");
  PolicyNote other = Ladder(2);
  other.prev = Sha256("other");
  EXPECT_EQ(Log(other), "PREV");
  EXPECT_EQ(Log(Ladder(2)), "");
  EXPECT_EQ(Log(Make(PolicyKind::kPattern, "L-STD", 1, kPattern)), "") << "ids are by kind";
}

TEST_F(PolicyCheckTest, RulesAreReadAndNameALadderOfTheLog) {
  EXPECT_EQ(Log(Make(PolicyKind::kLadder, "L-STD", 1, kPattern)), "MISSING");
  EXPECT_EQ(Log(Make(PolicyKind::kPattern, "P-ZONE", 1, kPattern)), "LADDER");
  ASSERT_EQ(Log(Ladder()), "");
  EXPECT_EQ(Log(Make(PolicyKind::kPattern, "P-ZONE", 1, kPattern)), "");
  EXPECT_EQ(Log(Make(PolicyKind::kObligation, "OB-JWG", 1, kObligation)), "LADDER");
  EXPECT_EQ(Log(Make(PolicyKind::kObligation, "OB-JWG", 1, "{}")), "MISSING");
}

TEST_F(PolicyCheckTest, PoliciesAreFoundByVersionAndByPosition) {
  const TreeSize before = world_.directory().size();
  ASSERT_EQ(Log(Ladder()), "");
  const TreeSize between = world_.directory().size();
  const Directory snapshot = world_.directory();
  ASSERT_EQ(Log(Ladder(2)), "");
  ASSERT_EQ(Log(Make(PolicyKind::kObligation, "OB-JWG", 1, kObligation)), "");

  const Directory& now = world_.directory();
  const PolicyFact* first = now.FindPolicy(PolicyKind::kLadder, {"L-STD", 1});
  ASSERT_NE(first, nullptr);
  EXPECT_EQ(first->policy.policy.version, 1u);
  EXPECT_EQ(first->index, LeafIndex(before.value()));
  EXPECT_EQ(now.FindPolicy(PolicyKind::kLadder, {"L-STD", 3}), nullptr);
  EXPECT_EQ(now.FindPolicy(PolicyKind::kLadder, {"L-STD", 0}), nullptr);
  EXPECT_EQ(now.FindPolicy(PolicyKind::kPattern, {"L-STD", 1}), nullptr);
  EXPECT_EQ(now.PolicyInForce(PolicyKind::kLadder, "L-STD", before), nullptr);
  EXPECT_EQ(now.PolicyInForce(PolicyKind::kLadder, "L-STD", between), first);
  EXPECT_EQ(now.PolicyInForce(PolicyKind::kLadder, "L-STD", now.size())->policy.policy.version, 2u);
  EXPECT_EQ(now.PolicyInForce(PolicyKind::kLadder, "L-X", now.size()), nullptr);
  std::vector<std::string> all;
  for (const PolicyFact* fact : now.Policies()) {
    all.push_back(absl::StrCat(fact->policy.policy.id, " ", fact->policy.policy.version));
  }
  EXPECT_EQ(all, (std::vector<std::string>{"L-STD 1", "L-STD 2", "OB-JWG 1"}));
  EXPECT_EQ(snapshot.Policies(), std::vector<const PolicyFact*>{first}) << "facts are shared";
}

}  // namespace
}  // namespace liaison
