// The plugin host against simulated plugins: who is blamed, what waits, what is said.
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gtest/gtest.h"
#include "hub/data_folder.h"
#include "hub/plugin_host/dead_man.h"
#include "hub/plugin_host/effect_commit.h"
#include "hub/plugin_host_testing.h"
#include "proto/base/error.h"

namespace liaison {
namespace {

namespace v1 = plugin::v1;
using Verb = PluginRequest::Verb;

TEST_F(PluginHostTest, APluginReactsToARecordOnce) {
  test_.Start();
  Send(3);
  test_.Run();
  EXPECT_EQ(test_.State(), "live");
  EXPECT_EQ(test_.Number("events"), 3);
  EXPECT_EQ(test_.Number("timers"), 3);
  EXPECT_EQ(test_.Alerts("COUNTED").size(), 3);
  EXPECT_EQ(test_.hub().Check(), absl::OkStatus());
}

TEST_F(PluginHostTest, ATimerFiresWhenItIsDueAndTheNextInputIsStampedLater) {
  test_.Start();
  Send();
  test_.Run();
  const absl::Time due = test_.hub().hub().NextTimer();
  test_.hub().clock().Set(due);
  test_.Run();
  Send();
  test_.Run();
  std::vector<int64_t> times;
  int64_t input_ms = 0;
  for (const LoggedRecord& record : test_.ReadLog()) {
    if (record.head.kind == RecordKind::kTimer) times.push_back(record.head.time_ms);
    if (record.head.kind == RecordKind::kEnvelope) input_ms = record.head.time_ms;
  }
  EXPECT_EQ(times, std::vector<int64_t>{absl::ToUnixMillis(due)});
  EXPECT_EQ(input_ms, absl::ToUnixMillis(due) + 1);
  EXPECT_EQ(test_.Alerts("SILENCE").size(), 1);
}

TEST_F(PluginHostTest, ATimerThatIsCancelledBeforeItsRecordIsConsumedSaysNothing) {
  test_.Start();
  Send();
  test_.Run();
  TestDesk irn(test_.hub(), "irn/d01", kIrnDuty);
  test_.hub().clock().Set(hub().NextTimer());
  // The receipt is logged first, and the TIMER in the same group behind it.
  ASSERT_TRUE(irn.Give(desk_.last(), ReceiptState::kAcknowledged).accepted.has_value());
  test_.Run();
  EXPECT_EQ(test_.Alerts("SILENCE").size(), 0);
  EXPECT_EQ(test_.Number("timers"), 0);
}

TEST_F(PluginHostTest, ATimerThatIsCancelledInTheGroupInWhichItIsDueLeavesNoRecord) {
  test_.Start();
  Send();
  test_.Run();
  const absl::Time due = hub().NextTimer();
  TestDesk irn(test_.hub(), "irn/d01", kIrnDuty);
  ASSERT_TRUE(irn.Give(desk_.last(), ReceiptState::kAcknowledged).accepted.has_value());
  // The cancellation waits for the writer when the timer becomes due.
  for (int i = 0; i < 4; ++i) static_cast<void>(hub().RunPlugins());
  test_.hub().clock().Set(due);
  test_.Run();
  for (const LoggedRecord& record : test_.ReadLog()) {
    EXPECT_FALSE(record.head.kind == RecordKind::kTimer) << record.index.value();
  }
  EXPECT_EQ(test_.Number("timers"), 0);
}

TEST_F(PluginHostTest, WhatADiskWithoutSpaceHeldBackComesWhenThereIsSpaceAndNobodyWrites) {
  test_.Start();
  Send();
  test_.Run();
  test_.hub().clock().Set(hub().NextTimer());
  test_.hub().files().SetFreeBytes(0);
  test_.Run();
  EXPECT_GT(hub().NextTimer(), test_.hub().clock().Now()) << "no busy loop";
  EXPECT_LE(hub().NextTimer(), test_.hub().clock().Now() + absl::Seconds(1)) << "nobody wakes it";
  test_.hub().files().SetFreeBytes(uint64_t{1} << 40);
  test_.hub().clock().Set(hub().NextTimer());
  test_.Run();
  EXPECT_EQ(test_.Alerts("SILENCE").size(), 1);
}

TEST_F(PluginHostTest, ATimerIsNeitherLostNorDoubledWhenTheClockJumps) {
  test_.Start();
  Send();
  test_.Run();
  const absl::Time now = test_.hub().clock().Now();
  test_.hub().clock().Set(now - absl::Hours(1));
  test_.Pass(absl::Minutes(2));
  Send();
  test_.Run();
  test_.hub().clock().Set(now + absl::Hours(1));
  test_.Pass(absl::Minutes(2));
  EXPECT_EQ(test_.Alerts("SILENCE").size(), 2);
  int64_t last_ms = 0;
  for (const LoggedRecord& record : test_.ReadLog()) {
    EXPECT_GE(record.head.time_ms, last_ms);
    last_ms = record.head.time_ms;
  }
}

TEST_F(PluginHostTest, WhatWasBeforeItWasEnabledMakesStateAndNoNoise) {
  Send(70);
  test_.hub().clock().Advance(absl::Hours(1));
  test_.Start();
  EXPECT_EQ(test_.Number("events"), 70);
  EXPECT_EQ(test_.Number("timers"), 0) << "they were due before it was enabled";
  EXPECT_EQ(test_.Alerts("COUNTED").size(), 0);
  Send();
  test_.Run();
  EXPECT_EQ(test_.Alerts("COUNTED").size(), 1);
  int dropped = 0;
  for (const LoggedRecord& record : test_.ReadLog()) {
    dropped += absl::StrContains(record.body, "\nkind TIMERS_DROPPED\n") ? 1 : 0;
    EXPECT_NE(record.head.kind, RecordKind::kTimer);
  }
  EXPECT_EQ(dropped, 1);
}

TEST_F(PluginHostTest, ASuspendedPluginGoesOnWhereItStopped) {
  test_.Start();
  Send(2);
  test_.Run();
  ASSERT_TRUE(test_.Ask({.verb = Verb::kSuspend, .plugin = "tally", .reason = "test"}).ok());
  Send(3);
  test_.Pass(absl::Minutes(5));
  EXPECT_EQ(test_.State(), "suspended");
  EXPECT_EQ(test_.Number("events"), 2);
  test_.Enable();
  EXPECT_EQ(test_.Alerts("COUNTED").size(), 5);
  EXPECT_EQ(test_.Alerts("PLUGIN_DOWN").size(), 0);
}

TEST_F(PluginHostTest, ARecordThatKillsFreshProcessesIsSetAsideAndItsIncidentParked) {
  test_.Start();
  Send();
  poison_ = last_;
  Poison();
  Send(5);
  const Hash behind = SendFollowing(poison_);
  test_.Run();
  EXPECT_EQ(test_.Number("quarantine"), 1);
  EXPECT_EQ(test_.Number("events"), 5) << "all but the poison and what follows it";
  EXPECT_EQ(test_.State(), "live");
  const std::vector<Alert> said = test_.Alerts("PLUGIN_QUARANTINE");
  ASSERT_EQ(said.size(), 1);
  EXPECT_EQ(said[0].mailboxes.size(), 5) << "every office has a duty desk";

  // Fixed: both come, in order, and count.
  test_.plugins().SetFate([](const auto&) { return Fate::kAnswer; });
  const absl::StatusOr<Json> list = test_.Ask({.verb = Verb::kQuarantineList});
  const Json& event = list->Find("quarantine")->array()->front();
  const LeafIndex record(static_cast<uint64_t>(event.IntegerOr("record", 0)));
  ASSERT_TRUE(test_
                  .Ask({.verb = Verb::kQuarantineRetry,
                        .plugin = "tally",
                        .record = record,
                        .reason = "fixed"})
                  .ok());
  EXPECT_EQ(test_.Number("events"), 7);
  EXPECT_EQ(test_.Number("quarantine"), 0);
  const std::vector<Alert> counted = test_.Alerts("COUNTED");
  ASSERT_EQ(counted.size(), 7);
  EXPECT_EQ(counted[5].refs[0], poison_);
  EXPECT_EQ(std::get<int64_t>(counted[5].params[0].value), 1);
  EXPECT_EQ(std::get<int64_t>(counted[6].params[0].value), 2);
  static_cast<void>(behind);
  // A state computed anew goes through the same, in the same order.
  EXPECT_EQ(test_.Ask({.verb = Verb::kReplayRebuild, .plugin = "tally"}).status(),
            absl::OkStatus());
  EXPECT_EQ(test_.hub().Check(), absl::OkStatus());
}

// Or whoever can make a record that no plugin bears could stop any incident.
TEST_F(PluginHostTest, WhatFollowsAnotherOfficesNoticeDoesNotParkItsIncident) {
  test_.Start();
  Send();
  const Hash victim = last_;
  TestDesk stranger(test_.hub(), "rus/d01", kRusDuty);
  EnvelopeHeader header = stranger.NextHeader({kIrnDuty}, Precedence::kPriority);
  header.follows = {victim};
  poison_ = Sha256(PrintHeader(header));
  Poison();
  ASSERT_TRUE(test_.hub().Submit("rus/d01", stranger.Sign(header)).accepted.has_value());
  SendFollowing(victim);
  test_.Run();
  EXPECT_EQ(test_.Number("quarantine"), 1);
  EXPECT_EQ(test_.Number("events"), 2);
}

TEST_F(PluginHostTest, WhatIsSaidToAnOfficeThatHasLeftIsLogged) {
  test_.Start();
  const TestMission& mission = test_.hub().mission();
  Charter next = mission.charter();
  next.serial = 2;
  next.prev = mission.charter_hash();
  std::erase_if(next.offices, [](const OfficeRoot& root) { return root.office == "rus"; });
  absl::StrReplaceAll({{R"({"kind":"guarantor","office":"rus"},)", ""}, {R"("rus",)", ""}},
                      &next.mission);
  const std::string note = SignNoteBy(
      PrintCharter(next),
      {&mission.signer("irn/root"), &mission.signer("jor/root"), &mission.signer("tur/root")});
  const Outcome logged = test_.hub().Submit("tur/d01", {.kind = RecordKind::kNote, .note = note});
  ASSERT_TRUE(logged.accepted.has_value()) << logged.status;
  Send();
  test_.Run();
  EXPECT_EQ(test_.Number("quarantine"), 0);
  const std::vector<Alert> counted = test_.Alerts("COUNTED");
  ASSERT_EQ(counted.size(), 1);
  EXPECT_EQ(counted[0].mailboxes, std::vector<MailboxId>{kRusDuty});
  EXPECT_EQ(test_.hub().Check(), absl::OkStatus());
}

TEST_F(PluginHostTest, ASkippedRecordIsGoneAndWhatWaitedBehindItComes) {
  test_.Start();
  Send();
  poison_ = last_;
  Poison();
  SendFollowing(poison_);
  test_.Run();
  const absl::StatusOr<Json> list = test_.Ask({.verb = Verb::kQuarantineList});
  const LeafIndex record(
      static_cast<uint64_t>(list->Find("quarantine")->array()->front().IntegerOr("record", 0)));
  ASSERT_TRUE(
      test_.Ask({.verb = Verb::kQuarantineSkip, .plugin = "tally", .record = record, .reason = "x"})
          .ok());
  const std::vector<Alert> counted = test_.Alerts("COUNTED");
  ASSERT_EQ(counted.size(), 1);
  EXPECT_EQ(std::get<int64_t>(counted[0].params[0].value), 1);
  test_.plugins().SetFate([](const auto&) { return Fate::kAnswer; });
  EXPECT_EQ(test_.Ask({.verb = Verb::kReplayVerify, .plugin = "tally"}).status(), absl::OkStatus());
}

TEST_F(PluginHostTest, WithHaltNothingIsProcessedUntilTheOperatorDecides) {
  test_.Install(absl::StrReplaceAll(kTallyManifest, {{"PARK_KEY", "HALT"}}));
  test_.Enable();
  Send();
  poison_ = last_;
  Poison();
  Send(2);
  test_.Run();
  EXPECT_EQ(test_.State(), "halted");
  EXPECT_EQ(test_.Number("events"), 0);
  const absl::StatusOr<Json> list = test_.Ask({.verb = Verb::kQuarantineList});
  const LeafIndex record(
      static_cast<uint64_t>(list->Find("quarantine")->array()->front().IntegerOr("record", 0)));
  ASSERT_TRUE(
      test_.Ask({.verb = Verb::kQuarantineSkip, .plugin = "tally", .record = record, .reason = "x"})
          .ok());
  EXPECT_EQ(test_.Number("events"), 2);
  test_.plugins().SetFate([](const auto&) { return Fate::kAnswer; });
  EXPECT_EQ(test_.Ask({.verb = Verb::kReplayVerify, .plugin = "tally"}).status(), absl::OkStatus());
}

TEST_F(PluginHostTest, ABrokenPluginIsNotPoisonAndIsItselfReported) {
  test_.Start();
  Send();
  test_.plugins().SetFate([](const v1::ToPlugin& message) {
    return message.has_hello() ? Fate::kAnswer : Fate::kDieBefore;
  });
  Send(3);
  test_.Pass(absl::Seconds(65));
  EXPECT_EQ(test_.Number("quarantine"), 0);
  EXPECT_EQ(test_.Number("events"), 0);
  ASSERT_EQ(test_.Alerts("PLUGIN_DOWN").size(), 1);
  const int starts = test_.plugins().starts();
  EXPECT_LT(starts, 20) << "no hot loop";
  test_.Pass(absl::Minutes(10));
  EXPECT_EQ(test_.State(), "failed");
  EXPECT_LT(test_.plugins().starts(), starts + 10);
  EXPECT_GT(test_.plugins().starts(), starts) << "never given up";
  test_.plugins().SetFate([](const auto&) { return Fate::kAnswer; });
  test_.Pass(absl::Minutes(6));
  EXPECT_EQ(test_.State(), "live");
  EXPECT_EQ(test_.Alerts("COUNTED").size(), 4);
}

TEST_F(PluginHostTest, AnEffectBeyondTheManifestUndoesItsEventOnly) {
  test_.plugins().Define(
      "tally", [](const v1::Event& event, const SimulatedState& state, v1::EventResult& result) {
        Tally(event, state, result);
        if (event.envelope().precedence() == v1::FLASH) {
          result.add_effects()->mutable_alert()->set_code("UNLISTED");
        }
      });
  test_.Start();
  Send(2);
  ASSERT_TRUE(desk_.Send({kIrnDuty}, Precedence::kFlash).accepted.has_value());
  Send(2);
  test_.Run();
  EXPECT_EQ(test_.Number("events"), 4);
  EXPECT_EQ(test_.Number("quarantine"), 1);
  EXPECT_EQ(test_.Number("timers"), 4);
  EXPECT_TRUE(std::any_of(test_.reports().begin(), test_.reports().end(),
                          [](const auto& line) { return absl::StrContains(line, "CAPABILITY"); }));
}

TEST_F(PluginHostTest, AProcessThatHangsIsKilledAtItsDeadline) {
  test_.Start();
  bool hang = true;
  test_.plugins().SetFate([&](const v1::ToPlugin& message) {
    return message.has_batch() && std::exchange(hang, false) ? Fate::kHang : Fate::kAnswer;
  });
  Send();
  test_.Run();
  EXPECT_EQ(test_.Number("events"), 0);
  test_.Pass(absl::Seconds(2));
  EXPECT_EQ(test_.Number("events"), 1);
  EXPECT_EQ(test_.Alerts("COUNTED").size(), 1);
}

TEST_F(PluginHostTest, AnotherProtocolIsNotTriedTwice) {
  v1::HelloAck hello;
  hello.set_protocol(7);
  test_.plugins().SetHello(hello);
  test_.Start();
  test_.Pass(absl::Minutes(10));
  EXPECT_EQ(test_.State(), "incompatible");
  EXPECT_EQ(test_.plugins().starts(), 1);
}

TEST_F(PluginHostTest, ChangedFilesOfABundleAreNeverExecuted) {
  test_.Install();
  const std::string folder = JoinPath(test_.hub().options().data_path, "plugins/tally");
  const std::string bundle = test_.hub().files().List(folder).value().front();
  const std::string path = JoinPath(JoinPath(folder, bundle), "plugin");
  ASSERT_EQ(test_.hub().files().Write(path, "another program"), absl::OkStatus());
  test_.Enable();
  test_.Pass(absl::Minutes(10));
  EXPECT_EQ(test_.State(), "verify-failed");
  EXPECT_EQ(test_.plugins().starts(), 0);
}

TEST_F(PluginHostTest, TwoPluginsThatAnswerEachOtherStopAtTheEighthRecord) {
  const auto answer = [](const v1::Event& event, const SimulatedState&, v1::EventResult& result) {
    if (event.has_act()) return;
    v1::Alert& alert = *result.add_effects()->mutable_alert();
    alert.set_code("ECHO");
    alert.set_precedence(v1::ROUTINE);
    alert.add_mailboxes("rus/duty");
  };
  const std::string manifest =
      absl::StrReplaceAll(kTallyManifest, {{"ENVELOPE, ACT, TIMER", "ENVELOPE, ALERT"},
                                           {"\"COUNTED\", \"SILENCE\"", "\"ECHO\""},
                                           {"on_quarantine: true", "on_quarantine: false"}});
  test_.plugins().Define("tally", answer);
  test_.Install(manifest);
  test_.Enable();
  Send();
  test_.Run();
  EXPECT_EQ(test_.Alerts("ECHO").size(), 8);
  EXPECT_EQ(test_.Number("quarantine"), 1);
}

// No way leads there today: a runner drops what an old process said. The writer does not rely on
// it.
TEST_F(PluginHostTest, ResultsOfAnEarlierIncarnationCountForNothing) {
  test_.Start();
  Send();
  test_.Run();
  test_.hub().Close();
  const std::unique_ptr<DataFolder> folder =
      OpenDataFolder(test_.hub().options(), /*create=*/false, test_.hub().files(),
                     test_.hub().disk().env())
          .value();
  PluginBook book = PluginBook::Load(*folder->store).value();
  const TrackId id{"tally", 1};
  const rows::Track before = *book.FindTrack(id);
  Directory directory = ReplayDirectory(test_.hub().mission().ns(), *folder->log).value();
  StreamHeads streams(*folder->index);
  LogBatch batch({*folder->log, *folder->index, directory, streams}, Space::kPlenty, 1);
  TouchedTimers touched;
  const CommitPlace place{directory.ns(),       book,    *folder->store,
                          test_.hub().random(), touched, batch};
  auto feed = std::make_shared<FeedBatch>();
  feed->from = LeafIndex(before.cursor());
  feed->end = LeafIndex(before.cursor() + 1);
  CommitRequest request{.track = id, .incarnation = before.incarnation() - 1, .feed = feed};
  EXPECT_TRUE(CommitResults(place, request).fenced);
  EXPECT_TRUE(batch.empty());
  EXPECT_EQ(book.FindTrack(id)->cursor(), before.cursor());
  request.incarnation = before.incarnation();
  EXPECT_FALSE(CommitResults(place, request).fenced);
  EXPECT_EQ(book.FindTrack(id)->cursor(), before.cursor() + 1);
}

TEST_F(PluginHostTest, TimersThatSetThemselvesAgainDoNotFillTheLog) {
  test_.plugins().Define(
      "tally", [](const v1::Event& event, const SimulatedState&, v1::EventResult& result) {
        v1::SetTimer& timer = *result.add_effects()->mutable_set_timer();
        timer.set_key("again");
        timer.set_due_ms(event.time_ms());
      });
  test_.Install(absl::StrReplaceAll(kTallyManifest, {{"timers: 1000", "timers: 10"}}));
  test_.Enable();
  Send();
  test_.Pass(absl::Seconds(70));
  const std::vector<LoggedRecord> log = test_.ReadLog();
  const auto fired = std::count_if(log.begin(), log.end(), [](const LoggedRecord& record) {
    return record.head.kind == RecordKind::kTimer;
  });
  EXPECT_EQ(fired, 2 * 1010) << "so many in each of two minutes";
  ASSERT_TRUE(desk_.Send({kIrnDuty}, Precedence::kFlash).accepted.has_value());
}

TEST_F(PluginHostTest, WhatIsOldAfterAnOutageIsNotReportedAsLate) {
  test_.Start();
  test_.hub().Close();
  test_.hub().clock().Advance(absl::Hours(3));
  test_.Reopen();
  Send(3);
  test_.Pass(absl::Minutes(2));
  EXPECT_EQ(test_.Alerts("PLUGIN_LAG").size(), 0);
}

// Every process takes one batch and then hangs; so it is never down for long, and never done.
TEST_F(PluginHostTest, WhatStaysLateIsReported) {
  test_.Start();
  bool answer = true;
  test_.plugins().SetFate([&](const v1::ToPlugin& message) {
    if (!message.has_batch()) return Fate::kAnswer;
    answer = !answer;
    return answer ? Fate::kAnswer : Fate::kHang;
  });
  for (int i = 0; i < 60; ++i) {
    Send(70);
    test_.Pass(absl::Seconds(1));
  }
  EXPECT_EQ(test_.Alerts("PLUGIN_LAG").size(), 1);
}

TEST(DeadManTest, TimeInWhichNobodyLookedDoesNotCount) {
  PluginManifest manifest;
  manifest.alert_when_down = absl::Seconds(60);
  DeadMan dead_man;
  absl::Time now = absl::FromUnixSeconds(1'000'000);
  const PluginHealth down{.running = false, .watched = true};
  const PluginHealth up{.running = true, .watched = true};
  EXPECT_TRUE(dead_man.Watch(manifest, down, now).empty());
  EXPECT_TRUE(dead_man.Watch(manifest, up, now += absl::Seconds(1)).empty());
  EXPECT_TRUE(dead_man.Watch(manifest, down, now += absl::Minutes(10)).empty());
  int looks = 0;
  while (dead_man.Watch(manifest, down, now += absl::Seconds(5)).empty()) ++looks;
  EXPECT_EQ(looks, 10) << "of ten minutes that nobody saw five seconds count";
}

TEST(DeadManTest, WhoLooksTooSeldomStillSaysIt) {
  PluginManifest manifest;
  manifest.alert_when_down = absl::Seconds(60);
  DeadMan dead_man;
  absl::Time now = absl::FromUnixSeconds(1'000'000);
  const PluginHealth down{.running = false, .watched = true};
  int looks = 1;
  while (dead_man.Watch(manifest, down, now += absl::Seconds(20)).empty() && looks < 100) ++looks;
  EXPECT_LE(looks, 13) << "each look stands for five seconds: a busy hub must not stay silent";
}

TEST_F(PluginHostTest, WhyLeadsFromATimersAlertBackToTheNotice) {
  test_.Start();
  Send();
  test_.Run();
  test_.hub().clock().Set(hub().NextTimer());
  test_.Run();
  LeafIndex alert;
  for (const LoggedRecord& record : test_.ReadLog()) {
    if (absl::StrContains(record.body, "\ncode SILENCE\n")) alert = record.index;
  }
  const absl::StatusOr<Json> why = test_.Ask({.verb = Verb::kWhy, .record = alert});
  ASSERT_EQ(why.status(), absl::OkStatus());
  std::vector<std::string> kinds;
  for (const Json& step : *why->Find("chain")->array()) kinds.push_back(step.StringOr("kind", ""));
  EXPECT_EQ(kinds, (std::vector<std::string>{"ALERT", "TIMER", "ENVELOPE"}));
}

}  // namespace
}  // namespace liaison
