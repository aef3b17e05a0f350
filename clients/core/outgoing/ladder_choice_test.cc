#include "clients/core/outgoing/ladder_choice.h"

#include <gtest/gtest.h>

#include <string>

#include "clients/core/keys/policy_ceremony.h"
#include "proto/base/error.h"
#include "proto/rules/directory_testing.h"
#include "tests/fakes/test_mission.h"

namespace liaison {
namespace {

std::string LadderRules(int wait_s) {
  const std::string waits =
      absl::StrCat(R"({"flash":)", wait_s, R"(,"immediate":600,"priority":600,"routine":600})");
  return absl::StrCat(
      R"({"ack":"any","catch_up":"strict","on_empty":"advance","on_undeliverable":"advance",)",
      R"("renotify_on_handover":false,"repeat":0,"rungs":[{"targets":["to"],"wait_s":)", waits,
      R"(},{"targets":["addressee/head"],"wait_s":)", waits,
      R"(},{"targets":["others/head"],"wait_s":)", waits, "}]}");
}

class LadderChoiceTest : public testing::Test {
 protected:
  void Log(absl::string_view id, int wait_s) {
    TestMission& mission = founded_.mission();
    const std::string first =
        *DraftPolicy(PolicyKind::kLadder, id, LadderRules(wait_s), founded_.directory(),
                     {.size = TreeSize(1)}, mission.signer("irn/d03"), founded_.random());
    const std::string both =
        *AddPolicySignature(*ReadPolicy(first, founded_.directory(), SodiumCrypto()),
                            founded_.directory(), mission.signer("tur/d03"));
    ASSERT_EQ(founded_.Log(both), absl::OkStatus());
  }
  absl::StatusOr<LadderChoice> Choose(absl::string_view named, const NoticeDraft& draft) {
    return ChooseLadder(named, draft, founded_.directory());
  }

  FoundedMission founded_;
  const NoticeDraft draft_{.as = {"tur", Role::kDuty},
                           .to = {{"irn", Role::kDuty}},
                           .precedence = Precedence::kFlash,
                           .kind = "violation",
                           .form = Json::Object()};
};

TEST_F(LadderChoiceTest, TakesTheVersionInForceOfTheOneNamed) {
  Log("L-STD", 600);
  EXPECT_EQ(Choose("L-STD", draft_)->ladder->ref, (PolicyRef{"L-STD", 1}));
  Log("L-STD", 300);
  EXPECT_EQ(Choose("L-STD", draft_)->ladder->ref, (PolicyRef{"L-STD", 2}));
  const absl::Status missing = Choose("L-OTHER", draft_).status();
  EXPECT_EQ(ReasonOf(missing), "NO_SUCH_POLICY");
  EXPECT_FALSE(Choose(kNoLadder, draft_)->ladder.has_value());
}

TEST_F(LadderChoiceTest, PutsEveryRungIntoTheHeader) {
  Log("L-STD", 300);
  NoticeDraft draft = draft_;
  const LadderChoice choice = *Choose("L-STD", draft);
  PutOnLadder(*choice.ladder, founded_.directory().mission(), draft);
  EXPECT_EQ(draft.ladder, (PolicyRef{"L-STD", 1}));
  EXPECT_EQ(draft.escalate, (std::vector<EscalateLine>{{"irn", 2, 300, {"irn", Role::kHead}},
                                                       {"irn", 3, 600, {"rus", Role::kHead}},
                                                       {"irn", 3, 600, {"tur", Role::kHead}}}));
  const auto plans = PlansOf(*choice.ladder, draft, founded_.directory().mission());
  ASSERT_EQ(plans.size(), 1u);
  EXPECT_EQ(plans[0].first, "irn");
  EXPECT_EQ(plans[0].second.rungs.size(), 3u);
}

TEST_F(LadderChoiceTest, LeavesTheOperatorsRungsOutOfTheHeader) {
  Log("L-STD", 300);
  Mission mission = founded_.directory().mission();
  mission.operated_by = "rus";
  NoticeDraft draft = draft_;
  const LadderChoice choice = *Choose("L-STD", draft);
  PutOnLadder(*choice.ladder, mission, draft);
  ASSERT_EQ(draft.escalate.size(), 2u);
  const auto plans = PlansOf(*choice.ladder, draft, mission);
  EXPECT_EQ(plans[0].second.rungs.at(2).unsealed, (std::vector<MailboxId>{{"rus", Role::kHead}}));
}

}  // namespace
}  // namespace liaison
