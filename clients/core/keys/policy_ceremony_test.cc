#include "clients/core/keys/policy_ceremony.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_replace.h"
#include "proto/rules/directory_testing.h"

namespace liaison {
namespace {

constexpr char kPattern[] =
    R"({"count":3,"ladder":{"id":"L-STD","version":1},"precedence":"immediate","slot":"zone","window_s":86400})";

class PolicyCeremony : public testing::Test {
 protected:
  PolicyCeremony() {
    const std::string wait = R"({"flash":600,"immediate":600,"priority":600,"routine":600})";
    ladder_ = absl::StrCat(
        R"({"ack":"any","catch_up":"strict","on_empty":"advance","on_undeliverable":"advance",)",
        R"("renotify_on_handover":false,"repeat":0,"rungs":[{"targets":["to"],"wait_s":)", wait,
        R"(},{"targets":["addressee/head"],"wait_s":)", wait, "}]}");
  }
  absl::StatusOr<std::string> Draft(PolicyKind kind, absl::string_view id, absl::string_view rules,
                                    absl::string_view by) {
    return DraftPolicy(kind, id, rules, founded_.directory(), {.size = TreeSize(1)},
                       founded_.mission().signer(by), founded_.random());
  }
  absl::StatusOr<OpenPolicy> Read(absl::string_view note) {
    return ReadPolicy(note, founded_.directory(), SodiumCrypto());
  }
  absl::StatusOr<std::string> Sign(absl::string_view note, absl::string_view by) {
    const absl::StatusOr<OpenPolicy> open = Read(note);
    if (!open.ok()) return open.status();
    return AddPolicySignature(*open, founded_.directory(), founded_.mission().signer(by));
  }

  FoundedMission founded_;
  std::string ladder_;
};

TEST_F(PolicyCeremony, GathersLinesInCharterOrderWhoeverSignsFirst) {
  const std::string note = *Draft(PolicyKind::kLadder, "L-STD", ladder_, "rus/d03");
  const absl::StatusOr<OpenPolicy> open = Read(note);
  ASSERT_TRUE(open.ok()) << open.status();
  EXPECT_EQ(open->policy.policy, (PolicyRef{"L-STD", 1}));
  EXPECT_EQ(open->signed_by, std::vector<std::string>{"rus"});
  EXPECT_EQ(open->may_sign, (std::vector<std::string>{"irn", "tur"}));
  EXPECT_EQ(open->StillNeeded(), 1u);
  const std::string both = *Sign(note, "irn/d03");
  EXPECT_EQ(Read(both)->signed_by, (std::vector<std::string>{"irn", "rus"}));
  EXPECT_EQ(Read(both)->StillNeeded(), 0u);
  // What it makes the directory takes.
  EXPECT_EQ(founded_.Log(both), absl::OkStatus());
  EXPECT_NE(founded_.Log(note), absl::OkStatus());
}

TEST_F(PolicyCeremony, GivesTheNextVersionAndRefusesWhatTheLogHasOvertaken) {
  const std::string first =
      *Sign(*Draft(PolicyKind::kLadder, "L-STD", ladder_, "irn/d03"), "tur/d03");
  ASSERT_EQ(founded_.Log(first), absl::OkStatus());
  EXPECT_EQ(ReasonOf(Read(first).status()), "POLICY_STALE");
  const std::string second = *Draft(PolicyKind::kLadder, "L-STD", ladder_, "irn/d03");
  EXPECT_EQ(Read(second)->policy.policy.version, 2u);
  EXPECT_EQ(founded_.Log(*Sign(second, "tur/d03")), absl::OkStatus());
}

TEST_F(PolicyCeremony, WantsTheLadderOfAPatternInTheLog) {
  EXPECT_EQ(ReasonOf(Draft(PolicyKind::kPattern, "P-ZONE", kPattern, "irn/d03").status()),
            "NO_SUCH_LADDER");
  ASSERT_EQ(
      founded_.Log(*Sign(*Draft(PolicyKind::kLadder, "L-STD", ladder_, "irn/d03"), "tur/d03")),
      absl::OkStatus());
  EXPECT_EQ(Draft(PolicyKind::kPattern, "P-ZONE", kPattern, "irn/d03").status(), absl::OkStatus());
}

TEST_F(PolicyCeremony, LetsOnlyJwgDevicesOfGuarantorsSignAndEachOfficeOnce) {
  EXPECT_EQ(ReasonOf(Draft(PolicyKind::kLadder, "L-STD", ladder_, "irn/d01").status()), "NOT_JWG");
  EXPECT_EQ(ReasonOf(Draft(PolicyKind::kLadder, "L-STD", ladder_, "jor/d03").status()), "NOT_JWG");
  const std::string note = *Draft(PolicyKind::kLadder, "L-STD", ladder_, "irn/d03");
  EXPECT_EQ(ReasonOf(Sign(note, "un/d03").status()), "NOT_JWG");
  EXPECT_EQ(ReasonOf(Sign(note, "irn/d03").status()), "POLICY_SIGNED");
}

TEST_F(PolicyCeremony, NoticesAChangedText) {
  const std::string note = *Draft(PolicyKind::kLadder, "L-STD", ladder_, "irn/d03");
  const std::string changed = absl::StrReplaceAll(note, {{R"("repeat":0)", R"("repeat":1)"}});
  EXPECT_EQ(Read(changed).status().code(), absl::StatusCode::kDataLoss);
}

TEST_F(PolicyCeremony, NamesTheMemberThatIsWrong) {
  const std::string wrong = absl::StrReplaceAll(ladder_, {{"addressee/head", "addressee/chief"}});
  const absl::Status status = Draft(PolicyKind::kLadder, "L-STD", wrong, "irn/d03").status();
  EXPECT_EQ(DetailOf(status)->field, "rules");
  EXPECT_EQ(DetailOf(status)->subject, "rungs 2 targets 1");
  EXPECT_FALSE(Draft(PolicyKind::kLadder, "l-std", ladder_, "irn/d03").ok());
}

}  // namespace
}  // namespace liaison
