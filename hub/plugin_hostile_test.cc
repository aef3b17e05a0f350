// What a hostile plugin may not achieve by what it says, and a state by when it is changed.
#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gtest/gtest.h"
#include "hub/data_folder.h"
#include "hub/plugin_host/effect_commit.h"
#include "hub/plugin_host_testing.h"
#include "proto/base/error.h"

namespace liaison {
namespace {

namespace v1 = plugin::v1;
using Verb = PluginRequest::Verb;

class EveryOffice final : public EffectWorld {
 public:
  absl::string_view ns() const override { return "example"; }
  bool HasOffice(absl::string_view) const override { return true; }
  absl::StatusOr<std::shared_ptr<const EnvelopeHeader>> CheckRelease(
      const Release&) const override {
    return std::make_shared<const EnvelopeHeader>();
  }
};

// What the record's grammar does not know would stop everybody who reads the log.
class EffectGrammarTest : public testing::Test {
 protected:
  EffectGrammarTest() {
    manifest_.alert_codes = {"COUNTED"};
    manifest_.ladders = {"L-REPORT"};
    manifest_.release = true;
  }
  v1::Alert& AddAlert() {
    v1::Alert& alert = *result_.add_effects()->mutable_alert();
    alert.set_code("COUNTED");
    alert.add_mailboxes("rus/duty");
    return alert;
  }
  v1::Release& AddRelease() {
    v1::Release& release = *result_.add_effects()->mutable_release();
    release.set_envelope(std::string(32, 'e'));
    release.set_office("rus");
    release.set_rung(2);
    release.add_mailboxes("rus/duty");
    release.set_reason("DUE");
    return release;
  }
  absl::Status Check() const {
    return CheckEffects(result_, {.seq = LeafIndex(9)}, manifest_, EveryOffice()).status();
  }

  PluginManifest manifest_;
  v1::EventResult result_;
};

TEST_F(EffectGrammarTest, WhatIsWellFormedPasses) {
  AddAlert();
  AddRelease();
  EXPECT_EQ(Check(), absl::OkStatus());
}

TEST_F(EffectGrammarTest, ALoopBeyondTheGrammarIsNoEffect) {
  AddRelease().set_loop(10'000);
  EXPECT_EQ(ReasonOf(Check()), "EFFECT");
}

TEST_F(EffectGrammarTest, EvidenceBeyondAnyLogIsNoEffect) {
  AddRelease().set_evidence(UINT64_MAX);
  EXPECT_EQ(ReasonOf(Check()), "EFFECT");
}

TEST_F(EffectGrammarTest, TheSmallestIntegerIsNoParameter) {
  v1::Param& param = *AddAlert().add_params();
  param.set_name("count");
  param.set_integer(INT64_MIN);
  EXPECT_EQ(ReasonOf(Check()), "EFFECT");
}

TEST_F(EffectGrammarTest, ADeviceOfAnotherMissionIsNoEffect) {
  AddAlert().add_devices("other/rus/d01");
  EXPECT_EQ(ReasonOf(Check()), "EFFECT");
}

TEST_F(EffectGrammarTest, ALaddersVersionIsACount) {
  v1::Alert& alert = AddAlert();
  alert.mutable_ladder()->set_id("L-REPORT");
  alert.mutable_ladder()->set_version(UINT64_MAX);
  EXPECT_EQ(ReasonOf(Check()), "EFFECT");
}

TEST_F(EffectGrammarTest, AStarInTheManifestIsAnyLadder) {
  v1::Alert& alert = AddAlert();
  alert.mutable_ladder()->set_id("L-TREATY");
  alert.mutable_ladder()->set_version(1);
  EXPECT_EQ(ReasonOf(Check()), "CAPABILITY");
  const absl::StatusOr<PluginManifest> any =
      ParseManifest(absl::StrReplaceAll(kTallyManifest, {{"alert {", "ladders: \"*\" alert {"}}));
  ASSERT_EQ(any.status(), absl::OkStatus());
  manifest_ = *any;
  EXPECT_EQ(Check(), absl::OkStatus());
}

TEST_F(EffectGrammarTest, TheSameAlertInPublicAndNotIsSaidTwice) {
  AddAlert();
  AddAlert().set_public_(true);
  EXPECT_EQ(ReasonOf(Check()), "EFFECT");
}

TEST_F(EffectGrammarTest, ATimersPayloadIsShort) {
  manifest_.kinds = {RecordKind::kTimer};
  v1::SetTimer& timer = *result_.add_effects()->mutable_set_timer();
  timer.set_key("k");
  timer.set_payload(std::string(kTimerPayloadBytesMax + 1, 'x'));
  EXPECT_EQ(ReasonOf(Check()), "QUOTA");
}

class LongRowTest : public PluginHostTest {
 protected:
  // The plugin's row `k` is as long as a row may be.
  void FillOneRow() {
    test_.plugins().Define("tally", [](const v1::Event&, const auto&, v1::EventResult& result) {
      v1::Put& put = *result.add_effects()->mutable_put();
      put.set_key("k");
      put.set_value(std::string(64 << 10, 'v'));
    });
    test_.Start();
    Send();
    test_.Run();
  }
};

TEST_F(PluginHostTest, WhoCanTakeNoRecordFillsNeitherQuarantineNorMailboxes) {
  test_.plugins().Define("tally", [](const v1::Event&, const auto&, v1::EventResult& result) {
    result.set_status(v1::EventResult::CANNOT_PROCESS);
  });
  test_.Start();
  for (int i = 0; i < 300; ++i) {
    Send();
    test_.Run();
  }
  EXPECT_EQ(test_.Number("quarantine"), 256);
  EXPECT_GE(test_.Number("behind"), 44);
}

TEST_F(PluginHostTest, AReplayWaitsUntilWhatWasParkedIsGivenOut) {
  test_.Start();
  Send();
  poison_ = last_;
  Poison();
  for (int i = 0; i < 3; ++i) SendFollowing(poison_);
  test_.Run();
  const absl::StatusOr<Json> list = test_.Ask({.verb = Verb::kQuarantineList});
  const LeafIndex record(
      static_cast<uint64_t>(list->Find("quarantine")->array()->front().IntegerOr("record", 0)));
  // The first answer is cut, then the plugin says no more.
  bool cut = false;
  test_.plugins().SetFate([&](const v1::ToPlugin& message) {
    if (!message.has_batch()) return Fate::kAnswer;
    return std::exchange(cut, true) ? Fate::kHang : Fate::kPart;
  });
  ASSERT_TRUE(
      test_
          .Ask({.verb = Verb::kQuarantineRetry, .plugin = "tally", .record = record, .reason = "x"})
          .ok());
  ASSERT_EQ(test_.Number("events"), 3);
  EXPECT_EQ(ReasonOf(test_.Ask({.verb = Verb::kReplayVerify, .plugin = "tally"}).status()),
            "REPLAY_LATER");
  test_.plugins().SetFate([](const auto&) { return Fate::kAnswer; });
  test_.Pass(absl::Seconds(5));
  ASSERT_EQ(test_.Number("events"), 4);
  EXPECT_EQ(test_.Ask({.verb = Verb::kReplayVerify, .plugin = "tally"}).status(), absl::OkStatus());
  EXPECT_EQ(test_.hub().Check(), absl::OkStatus());
}

TEST_F(PluginHostTest, AParkedTimerDoesNotFireAgainAfterARebuild) {
  test_.Start();
  Send();
  test_.plugins().SetFate([](const v1::ToPlugin& message) {
    for (const v1::Event& event : message.batch().events()) {
      if (event.has_timer()) return Fate::kDieBefore;
    }
    return Fate::kAnswer;
  });
  test_.Pass(absl::Minutes(2));
  ASSERT_EQ(test_.Number("quarantine"), 1);
  ASSERT_EQ(test_.Ask({.verb = Verb::kReplayRebuild, .plugin = "tally"}).status(),
            absl::OkStatus());
  test_.Pass(absl::Minutes(2));
  const std::vector<LoggedRecord> log = test_.ReadLog();
  EXPECT_EQ(std::count_if(
                log.begin(), log.end(),
                [](const LoggedRecord& record) { return record.head.kind == RecordKind::kTimer; }),
            1);
}

TEST_F(PluginHostTest, GaugesOfEverNewNamesDoNotGrowTheHub) {
  test_.plugins().Define("tally", [](const v1::Event& event, const auto&, v1::EventResult& result) {
    for (int i = 0; i < 64; ++i) {
      v1::Gauge& gauge = *result.add_effects()->mutable_gauge();
      gauge.set_name(absl::StrCat("g", event.seq(), ".", i));
    }
  });
  test_.Start();
  Send(4);
  test_.Run();
  const absl::StatusOr<Json> list = test_.Ask({.verb = Verb::kList});
  const Json& plugin = list->Find("plugins")->array()->front();
  EXPECT_LE(plugin.Find("gauges")->object()->size(), 64);
  EXPECT_EQ(plugin.IntegerOr("events", 0), 4);
}

// What a process says to each batch: 200 lines, and then it asks for state, and so on.
TEST_F(PluginHostTest, AskingForStateDoesNotAllowMoreLines) {
  int asked = 0;
  test_.plugins().SetTalk([&](const v1::ToPlugin& message) {
    std::vector<v1::FromPlugin> said;
    if ((!message.has_batch() && !message.has_state()) || ++asked > 10) return said;
    said.resize(201);
    for (v1::FromPlugin& one : said) one.mutable_log()->set_text("x");
    said.back().mutable_get()->add_keys("k");
    return said;
  });
  test_.plugins().SetFate([](const v1::ToPlugin& message) {
    return message.has_batch() ? Fate::kHang : Fate::kAnswer;
  });
  test_.Start();
  Send();
  test_.Run();
  EXPECT_LE(std::count(test_.reports().begin(), test_.reports().end(), "tally says x"), 3 * 256)
      << "three processes, each until its fault";
}

TEST_F(LongRowTest, WhoAsksForStateWithoutEndIsStopped) {
  FillOneRow();
  test_.plugins().SetTalk([](const v1::ToPlugin& message) {
    std::vector<v1::FromPlugin> said;
    if (!message.has_batch() && !message.has_state()) return said;
    v1::StateGet& get = *said.emplace_back().mutable_get();
    for (int i = 0; i < 40; ++i) get.add_keys("k");
    return said;
  });
  test_.plugins().SetFate([](const v1::ToPlugin& message) {
    return message.has_batch() ? Fate::kHang : Fate::kAnswer;
  });
  Send();
  test_.Run();
  EXPECT_TRUE(std::any_of(test_.reports().begin(), test_.reports().end(), [](const auto& line) {
    return absl::StrContains(line, "more state than a batch may");
  }));
  EXPECT_EQ(test_.Number("quarantine"), 1);
}

TEST_F(LongRowTest, AReplyFitsIntoAFrameWhateverWasAskedFor) {
  FillOneRow();
  test_.plugins().SetTalk([](const v1::ToPlugin& message) {
    std::vector<v1::FromPlugin> said;
    if (!message.has_batch()) return said;
    v1::StateGet& get = *said.emplace_back().mutable_get();
    for (int i = 0; i < 256; ++i) get.add_keys("k");
    return said;
  });
  Send();
  test_.Run();
  EXPECT_LE(test_.plugins().longest(), kFrameBytesMax);
  EXPECT_EQ(test_.State(), "live");
}

TEST_F(PluginHostTest, ABatchFitsIntoAFrameHoweverMuchStateItsKeysName) {
  test_.plugins().Define("tally", [](const v1::Event& event, const auto&, v1::EventResult& result) {
    v1::Put& put = *result.add_effects()->mutable_put();
    put.set_key(absl::StrCat("n/", event.order_key()));
    put.set_value(std::string(64 << 10, 'v'));
  });
  test_.Install(absl::StrReplaceAll(kTallyManifest, {{"state_mib: 1", "state_mib: 64"}}));
  test_.Enable();
  std::vector<Hash> firsts;
  for (int i = 0; i < 100; ++i) {
    Send();
    test_.Run();
    if (i < 99) firsts.push_back(last_);
  }
  ASSERT_TRUE(test_.Ask({.verb = Verb::kSuspend, .plugin = "tally", .reason = "x"}).ok());
  for (const Hash& first : firsts) SendFollowing(first);
  test_.Enable();
  EXPECT_LE(test_.plugins().longest(), kFrameBytesMax);
  EXPECT_EQ(test_.Number("events"), 199);
}

TEST_F(PluginHostTest, NothingIsSaidBehindTheRecordOfASuspension) {
  test_.Start();
  Send();
  // The operator's word waits for the writer when the result comes behind it.
  hub().AskPlugins({.verb = Verb::kSuspend, .plugin = "tally", .reason = "x"}, [](const auto&) {});
  test_.Run();
  LeafIndex suspended;
  LeafIndex said;
  for (const LoggedRecord& record : test_.ReadLog()) {
    if (absl::StrContains(record.body, "\nkind SUSPENDED\n")) suspended = record.index;
    if (absl::StrContains(record.body, "\ncode COUNTED\n")) said = record.index;
  }
  EXPECT_LE(said, suspended);
}

// All in one breath: no step of the host lies between, so the process of the old bundle lives on.
TEST_F(PluginHostTest, AnotherBundleIsNotAnsweredForByTheOldProcess) {
  test_.Start();
  Send();
  test_.Run();
  const int starts = test_.plugins().starts();
  const std::string manifest = absl::StrReplaceAll(kTallyManifest, {{"\"1.0.0\"", "\"1.0.1\""}});
  hub().AskPlugins({.verb = Verb::kSuspend, .plugin = "tally", .reason = "x"}, [](const auto&) {});
  hub().AskPlugins({.verb = Verb::kInstall, .bundle = {.manifest = manifest, .binary = "new"}},
                   [](const auto&) {});
  hub().AskPlugins({.verb = Verb::kEnable, .plugin = "tally"}, [](const auto&) {});
  test_.Run();
  Send();
  test_.Run();
  EXPECT_GT(test_.plugins().starts(), starts);
  const std::vector<Alert> counted = test_.Alerts("COUNTED");
  ASSERT_EQ(counted.size(), 2);
  EXPECT_EQ(counted[1].head.by.version, "1.0.1");
}

TEST_F(PluginHostTest, ABundleThatWasRepairedIsTriedBeforeARecordIsSetAside) {
  test_.Start();
  Send();
  poison_ = last_;
  int deaths = 0;
  test_.plugins().SetFate([&](const v1::ToPlugin& message) {
    if (!IsAbout(message, poison_)) return Fate::kAnswer;
    ++deaths;
    return Fate::kDieBefore;
  });
  // Condemned, and the third process is on its way.
  while (deaths < 3) {
    static_cast<void>(hub().RunPlugins());
    if (deaths < 3) static_cast<void>(hub().RunSequencer());
  }
  ASSERT_TRUE(test_.Ask({.verb = Verb::kSuspend, .plugin = "tally", .reason = "x"}).ok());
  ASSERT_EQ(test_.Number("quarantine"), 0);
  test_.plugins().SetFate([](const auto&) { return Fate::kAnswer; });
  test_.Install();
  test_.Enable();
  EXPECT_EQ(test_.Number("quarantine"), 0);
  EXPECT_EQ(test_.Number("events"), 1);
}

// A TIMER record that the operator gave up must not come again out of a rebuilt state.
TEST_F(PluginHostTest, ATimerThatWasSkippedIsGone) {
  test_.plugins().Define(
      "tally", [](const v1::Event& event, const SimulatedState& state, v1::EventResult& result) {
        Tally(event, state, result);
        if (event.has_timer()) result.set_status(v1::EventResult::CANNOT_PROCESS);
      });
  for (const bool halt : {false, true}) {
    SCOPED_TRACE(halt);
    if (halt) {
      ASSERT_TRUE(test_.Ask({.verb = Verb::kSuspend, .plugin = "tally", .reason = "x"}).ok());
    }
    test_.Install(absl::StrReplaceAll(kTallyManifest, {{"PARK_KEY", halt ? "HALT" : "PARK_KEY"}}));
    test_.Enable();
    Send();
    test_.Run();
    test_.hub().clock().Set(hub().NextTimer());
    test_.Run();
    const absl::StatusOr<Json> list = test_.Ask({.verb = Verb::kQuarantineList});
    ASSERT_EQ(list->Find("quarantine")->array()->size(), 1);
    const LeafIndex record(
        static_cast<uint64_t>(list->Find("quarantine")->array()->front().IntegerOr("record", 0)));
    if (!halt) {
      // Also while it waits: a rebuilt state knows that it has fired.
      ASSERT_EQ(test_.Ask({.verb = Verb::kReplayRebuild, .plugin = "tally"}).status(),
                absl::OkStatus());
      EXPECT_EQ(hub().NextTimer(), absl::InfiniteFuture());
    }
    ASSERT_TRUE(
        test_
            .Ask(
                {.verb = Verb::kQuarantineSkip, .plugin = "tally", .record = record, .reason = "x"})
            .ok());
    EXPECT_EQ(test_.Number("timers"), 0);
    ASSERT_EQ(test_.Ask({.verb = Verb::kReplayRebuild, .plugin = "tally"}).status(),
              absl::OkStatus());
    EXPECT_EQ(hub().NextTimer(), absl::InfiniteFuture());
    EXPECT_EQ(test_.hub().Check(), absl::OkStatus());
    test_.Reopen();
  }
}

TEST_F(PluginHostTest, ATimerThatFiresMakesRoomForAnother) {
  test_.plugins().Define("tally", [](const v1::Event& event, const auto&, v1::EventResult& result) {
    v1::SetTimer& timer = *result.add_effects()->mutable_set_timer();
    timer.set_key(absl::StrCat(event.seq()));
    timer.set_due_ms(event.time_ms() + 1000);
  });
  test_.Install(absl::StrReplaceAll(kTallyManifest, {{"timers: 1000", "timers: 1"}}));
  test_.Enable();
  Send();
  test_.Pass(absl::Seconds(5));
  EXPECT_EQ(test_.Number("quarantine"), 0);
  EXPECT_EQ(test_.Number("timers"), 1);
}

// Records without an order key wait each for itself.
TEST_F(PluginHostTest, OneRecordsReleaseIsNotAnothers) {
  test_.plugins().Define("tally", [](const v1::Event& event, const auto&, v1::EventResult& result) {
    if (event.has_note() && !event.redelivered()) {
      result.set_status(v1::EventResult::CANNOT_PROCESS);
    }
  });
  test_.Install(absl::StrReplaceAll(kTallyManifest, {{"ENVELOPE, ACT, TIMER", "NOTE"}}));
  test_.Enable();
  const absl::StatusOr<Json> list = test_.Ask({.verb = Verb::kQuarantineList});
  const auto aside = static_cast<int64_t>(list->Find("quarantine")->array()->size());
  ASSERT_GT(aside, 1);
  const LeafIndex record(
      static_cast<uint64_t>(list->Find("quarantine")->array()->front().IntegerOr("record", 0)));
  ASSERT_TRUE(
      test_
          .Ask({.verb = Verb::kQuarantineRetry, .plugin = "tally", .record = record, .reason = "x"})
          .ok());
  EXPECT_EQ(test_.Number("events"), 1);
  EXPECT_EQ(test_.Number("quarantine"), aside - 1);
}

}  // namespace
}  // namespace liaison
