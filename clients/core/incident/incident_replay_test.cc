#include "clients/core/incident/incident_replay.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace liaison {
namespace {

constexpr int64_t kMinute_ms = 60'000;
constexpr int64_t kT0 = 1'796'000'000'000;
const MailboxId kDuty{"irn", Role::kDuty};
const MailboxId kHead{"irn", Role::kHead};
const MailboxId kSender{"tur", Role::kDuty};

class EverybodyThere : public PlacedWorld {
 public:
  void SetPlace(LeafIndex /*place*/) override {}
  std::optional<Duty> DutyOf(const MailboxId& /*mailbox*/, int64_t /*time_ms*/) override {
    return std::nullopt;
  }
  std::optional<LeafIndex> UndeliverableSince(const MailboxId& /*mailbox*/) override {
    return std::nullopt;
  }
};

// A notice to irn/duty at +0; irn/head would be told at +10 min.
class ReplayTest : public testing::Test {
 protected:
  ReplayTest() {
    case_.office = "irn";
    case_.addressing = {.as = kSender, .to = {kDuty}, .office = "irn"};
    case_.plan.rungs = {{.number = 1, .sealed = {kDuty}},
                        {.number = 2, .after_ms = 10 * kMinute_ms, .sealed = {kHead}}};
    case_.plan.last_wait_ms = 20 * kMinute_ms;
    Add(0, Raised());
    Add(0, AlertOf("NOTIFY", {kDuty}, 1));
  }
  template <typename What>
  void Add(int64_t after_ms, What what) {
    case_.records.push_back(
        {.index = LeafIndex(next_++), .time_ms = kT0 + after_ms, .what = std::move(what)});
  }
  static ArchivedAlert AlertOf(std::string code, std::vector<MailboxId> mailboxes, int64_t rung,
                               std::string reason = "RAISED") {
    ArchivedAlert alert;
    alert.alert.code = std::move(code);
    alert.alert.mailboxes = std::move(mailboxes);
    alert.alert.refs = {Hash()};
    alert.alert.params = {{"rung", rung}, {"loop", int64_t{0}}, {"reason", std::move(reason)}};
    return alert;
  }
  static ArchivedRelease ReleaseOf(uint32_t rung, int64_t due_after_ms) {
    ArchivedRelease release;
    release.release.office = "irn";
    release.release.rung = rung;
    release.release.mailboxes = {kHead};
    release.release.due_ms = kT0 + due_after_ms;
    release.release.reason = "DUE";
    return release;
  }
  static ArchivedReceipt Acknowledged() {
    return {.as = kDuty, .state = ReceiptState::kAcknowledged};
  }
  IncidentReplay At(int64_t after_ms, std::vector<MailboxId> own = {kDuty}) {
    return ReplayIncident(case_, own, world_, kT0 + after_ms, LeafIndex(next_));
  }

  EverybodyThere world_;
  IncidentCase case_;
  uint64_t next_ = 5;
};

TEST_F(ReplayTest, SaysWhatComesNextAndThatNothingIsMissing) {
  const IncidentReplay replay = At(4 * kMinute_ms);
  EXPECT_EQ(replay.state.phase, IncidentPhase::kOpen);
  EXPECT_TRUE(replay.missing.empty());
  ASSERT_TRUE(replay.next_ms.has_value());
  EXPECT_EQ(*replay.next_ms, kT0 + 10 * kMinute_ms);
  ASSERT_FALSE(replay.next.empty());
  EXPECT_EQ(replay.next.front().mailboxes, std::vector<MailboxId>{kHead});
}

TEST_F(ReplayTest, AStepWithoutRecordIsOverdueWhereThisDeskWouldHaveHeard) {
  const IncidentReplay replay = At(11 * kMinute_ms);
  ASSERT_EQ(replay.missing.size(), 1u);
  EXPECT_TRUE(replay.missing.front().overdue);
  EXPECT_EQ(replay.missing.front().decision.rung, 2u);
  // Another desk hears nothing of it anyway.
  EXPECT_TRUE(At(11 * kMinute_ms, {{"rus", Role::kHead}}).missing.empty());
}

TEST_F(ReplayTest, AHubThatIsAMomentAwayIsNotSilent) {
  EXPECT_TRUE(At(10 * kMinute_ms + 4'000).missing.empty());
}

TEST_F(ReplayTest, AStepThatCameLateIsDoneAndTheNextRunsFromItsSchedule) {
  Add(17 * kMinute_ms, ReleaseOf(2, 10 * kMinute_ms));
  const IncidentReplay replay = At(18 * kMinute_ms);
  EXPECT_TRUE(replay.missing.empty());
  EXPECT_EQ(*replay.next_ms, kT0 + 30 * kMinute_ms);
}

TEST_F(ReplayTest, AcknowledgedInTimeNothingComesAnyMore) {
  Add(9 * kMinute_ms, Acknowledged());
  const IncidentReplay replay = At(60 * kMinute_ms);
  EXPECT_EQ(replay.state.phase, IncidentPhase::kAcknowledged);
  EXPECT_TRUE(replay.missing.empty());
  EXPECT_TRUE(replay.next.empty());
}

TEST_F(ReplayTest, AnAnswerAtTheDueInstantComesBeforeTheTimer) {
  Add(10 * kMinute_ms, Acknowledged());
  EXPECT_TRUE(At(60 * kMinute_ms).missing.empty());
}

TEST_F(ReplayTest, AnAnswerThatCameBeforeALateHubLeavesNothingOverdue) {
  Add(12 * kMinute_ms, Acknowledged());
  const IncidentReplay replay = At(60 * kMinute_ms);
  ASSERT_EQ(replay.missing.size(), 1u);
  EXPECT_FALSE(replay.missing.front().overdue);
}

TEST_F(ReplayTest, FollowsAHubThatHadAReasonWhichIsNotHere) {
  Add(2 * kMinute_ms, ReleaseOf(2, 2 * kMinute_ms));
  const IncidentReplay replay = At(11 * kMinute_ms);
  EXPECT_TRUE(replay.missing.empty());
  EXPECT_EQ(*replay.next_ms, kT0 + 22 * kMinute_ms);
}

TEST_F(ReplayTest, AStandDownTellsOfAnAnswerThatOnlyOthersHaveSeen) {
  Add(10 * kMinute_ms, ReleaseOf(2, 10 * kMinute_ms));
  Add(12 * kMinute_ms, AlertOf("STAND_DOWN", {kHead}, 2, "ACKNOWLEDGED"));
  EXPECT_EQ(At(60 * kMinute_ms, {kHead}).state.phase, IncidentPhase::kAcknowledged);
}

TEST_F(ReplayTest, DoneByThePluginThatRaisedItEndsIt) {
  case_.office = "";
  case_.plugin = "report";
  ArchivedAlert done = AlertOf("DONE", {kDuty}, 0);
  done.alert.head.by.plugin = "report";
  Add(9 * kMinute_ms, done);
  const IncidentReplay replay = At(60 * kMinute_ms);
  EXPECT_EQ(replay.state.phase, IncidentPhase::kResolved);
  EXPECT_TRUE(replay.next.empty());
  // Who was told hears it; this desk's stand-down has not come.
  ASSERT_EQ(replay.missing.size(), 1u);
  EXPECT_EQ(replay.missing.front().decision.code, "STAND_DOWN");
}

TEST_F(ReplayTest, DoneByAnotherPluginSaysNothing) {
  case_.plugin = "report";
  ArchivedAlert done = AlertOf("DONE", {kDuty}, 0);
  done.alert.head.by.plugin = "watch";
  Add(9 * kMinute_ms, done);
  EXPECT_EQ(At(9 * kMinute_ms).state.phase, IncidentPhase::kOpen);
}

}  // namespace
}  // namespace liaison
