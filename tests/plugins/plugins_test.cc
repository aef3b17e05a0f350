// That each of the plugins here does what it promises; what the hub makes of it is tested with the
// hub.
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "plugins/sdk/child_testing.h"
#include "plugins/sdk/sdk_testing.h"
#include "proto/liaison/plugin/v1/manifest.pb.h"

namespace liaison::plugin {
namespace {

namespace fs = std::filesystem;

std::string ProgramOf(const std::string& name) {
  return absl::StrCat(LIAISON_BINARY_DIR, "/test_bundles/", name, "/plugin");
}

// A plugin that has been greeted.
class Greeted {
 public:
  explicit Greeted(const std::string& name) : child(ProgramOf(name)) {
    child.Send(MakeHello());
    const std::optional<v1::FromPlugin> message = child.Receive();
    if (message.has_value()) ack = message->hello();
  }

  // What it answers to one event; it finds no rows.
  std::optional<v1::FromPlugin> Ask(const Event& event) {
    child.Send(MakeBatch(7, {event}));
    for (;;) {
      std::optional<v1::FromPlugin> message = child.Receive();
      if (!message.has_value() || (!message->has_get() && !message->has_log())) return message;
      if (message->has_get()) child.Send(MakeReply(7, {}));
    }
  }
  v1::EventResult Result(const Event& event) {
    const std::optional<v1::FromPlugin> message = Ask(event);
    if (!message.has_value() || message->batch().results_size() != 1) return {};
    return message->batch().results(0);
  }

  ChildPlugin child;
  v1::HelloAck ack;
};

TEST(TestPlugins, HaveManifestsThatNameTheirFolder) {
  size_t bundles = 0;
  for (const char* folder : {"test_bundles", "bundles"}) {
    for (const auto& entry : fs::directory_iterator(fs::path(LIAISON_BINARY_DIR) / folder)) {
      if (!fs::exists(entry.path() / "plugin")) continue;  // an empty folder of an earlier build
      std::ifstream file(entry.path() / "manifest.textproto");
      const std::string text{std::istreambuf_iterator<char>(file), {}};
      v1::Manifest manifest;
      ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &manifest)) << entry.path();
      EXPECT_EQ(manifest.plugin_id(), entry.path().filename().string());
      ++bundles;
    }
  }
  EXPECT_GE(bundles, 17u);
}

TEST(TestPlugins, CountRaisesAnAlertPerTen) {
  Greeted count("count");
  v1::ToPlugin batch = MakeBatch(2, {});
  for (uint64_t seq = 1; seq <= 20; ++seq) {
    *batch.mutable_batch()->add_events() = MakeEnvelope(seq, "A");
  }
  v1::StateEntry& eager = *batch.mutable_batch()->add_eager();
  eager.set_key("n/A");
  eager.set_value("5");
  count.child.Send(batch);
  const std::optional<v1::FromPlugin> answer = count.child.Receive();
  ASSERT_TRUE(answer.has_value());
  ASSERT_EQ(answer->batch().results_size(), 20);
  for (int i = 0; i < 20; ++i) {
    const v1::EventResult& result = answer->batch().results(i);
    EXPECT_EQ(result.effects(0).put().value(), absl::StrCat(6 + i));
    EXPECT_EQ(result.effects_size(), (6 + i) % 10 == 0 ? 2 : 1);
  }
}

TEST(TestPlugins, PoisonDiesOfOneLadderOnly) {
  Greeted poison("poison");
  EXPECT_EQ(poison.Result(MakeEnvelope(1, "A")).effects_size(), 1);
  EXPECT_EQ(poison.Result(MakeEnvelope(2, "REFUSE")).status(), v1::EventResult::CANNOT_PROCESS);
  EXPECT_EQ(poison.Ask(MakeEnvelope(3, "POISON")), std::nullopt);
  EXPECT_EQ(poison.child.Wait(), -SIGABRT);
}

TEST(TestPlugins, BrokenDiesOfPing) {
  Greeted broken("broken");
  EXPECT_EQ(broken.ack.protocol(), kPluginProtocol);
  broken.child.Send(MakePing(2, "canary"));
  EXPECT_EQ(broken.child.Receive(), std::nullopt);
  EXPECT_EQ(broken.child.Wait(), -SIGABRT);
}

TEST(TestPlugins, RngGivesAnotherEffectInEachProcess) {
  std::string first;
  for (int i = 0; i < 8; ++i) {
    Greeted rng("rng");
    const std::string value = rng.Result(MakeEnvelope(1, "A")).effects(0).put().value();
    if (i == 0) first = value;
    if (value != first) return;
  }
  FAIL() << "eight times " << first;
}

TEST(TestPlugins, WrongVersionsSaySo) {
  EXPECT_LT(Greeted("old").ack.protocol(), kPluginProtocol);
  EXPECT_GT(Greeted("newer").ack.protocol(), kPluginProtocol);
  EXPECT_GT(Greeted("schema").ack.schema_min(), 1u);
  EXPECT_EQ(Greeted("feature").ack.features_size(), 1);
}

TEST(TestPlugins, TimersDoWhatTheLadderSays) {
  Greeted timers("timers");
  const v1::EventResult set = timers.Result(MakeEnvelope(10, "SET-5"));
  EXPECT_EQ(set.effects(0).set_timer().key(), "10");
  EXPECT_EQ(set.effects(0).set_timer().due_ms(), 15'000);
  EXPECT_EQ(timers.Result(MakeEnvelope(10, "PAST-5")).effects(0).set_timer().due_ms(), 5'000);
  EXPECT_TRUE(timers.Result(MakeEnvelope(10, "BOTH-5")).effects(2).has_cancel_timer());
  EXPECT_EQ(timers.Result(MakeEnvelope(10, "CANCEL")).effects(0).cancel_timer().key(), "none");
  EXPECT_EQ(timers.Result(MakeEnvelope(10, "STOP")).effects(0).cancel_timer().key(), "repeat");
  const v1::EventResult repeat = timers.Result(MakeEnvelope(10, "REPEAT-5"));
  Event fired = MakeTimer(11, "repeat");
  fired.mutable_timer()->set_due_ms(15'000);
  fired.mutable_timer()->set_payload(repeat.effects(0).set_timer().payload());
  const v1::EventResult again = timers.Result(fired);
  ASSERT_EQ(again.effects_size(), 3);
  EXPECT_EQ(again.effects(1).set_timer().due_ms(), 20'000);
  EXPECT_EQ(again.effects(2).alert().mailboxes(0), "opng/ops");
}

TEST(TestPlugins, EchoesAnswerEachOther) {
  Greeted a("echo-a");
  Greeted b("echo-b");
  EXPECT_EQ(a.Result(MakeEnvelope(1, "ECHO")).effects(0).alert().code(), "ECHO");
  EXPECT_EQ(b.Result(MakeEnvelope(1, "ECHO")).effects_size(), 0);
  Event alert;
  alert.set_seq(2);
  alert.mutable_alert()->set_plugin("echo-a");
  alert.mutable_alert()->add_mailboxes("opng/ops");
  EXPECT_EQ(a.Result(alert).effects_size(), 0);
  EXPECT_EQ(b.Result(alert).effects(0).alert().mailboxes(0), "opng/ops");
}

TEST(TestPlugins, FloodAnswersAfterItsFloodOfLogLines) {
  Greeted flood("flood");
  EXPECT_EQ(flood.Result(MakeEnvelope(1, "LOG")).seq(), 1u);
}

TEST(TestPlugins, ReaderReadsWithOurLibraries) {
  Greeted reader("reader");
  const v1::EventResult refused = reader.Result(MakeEnvelope(1, "A"));
  EXPECT_EQ(refused.status(), v1::EventResult::CANNOT_PROCESS);
  EXPECT_NE(refused.reason(), "");
  Event control;
  control.set_seq(2);
  control.mutable_control()->set_data("{");
  const v1::EventResult mission = reader.Result(control);
  ASSERT_EQ(mission.effects_size(), 1);
  EXPECT_NE(mission.effects(0).put().value(), "right");
}

TEST(TestPlugins, SlowAnswers) {
  Greeted slow("slow");
  EXPECT_EQ(slow.Result(MakeEnvelope(1, "A")).effects_size(), 1);
}

TEST(TestPlugins, HangHangsOnOneLadderOnly) {
  Greeted hang("hang");
  EXPECT_EQ(hang.Result(MakeEnvelope(1, "A")).effects_size(), 1);
}

// A lie about effects still answers the event; any other is seen in the frame or the results.
TEST(TestPlugins, LiarTellsEachLie) {
  Event event = MakeEnvelope(5, "");
  v1::Escalate& rung = *event.mutable_envelope()->add_escalate();
  rung.set_office("opng");
  rung.set_rung(1);
  rung.set_mailbox("opng/duty");
  for (const char* lie :
       {"CODE", "NOBODY", "STRANGER", "PUBLIC", "LADDER", "RUNG", "ENVELOPE", "MAILBOX", "EARLY",
        "MANY", "VALUE", "KEY", "NO-KEY", "TIMERS", "EFFECT"}) {
    Greeted liar("liar");
    event.mutable_envelope()->mutable_ladder()->set_id(lie);
    const v1::EventResult result = liar.Result(event);
    EXPECT_EQ(result.seq(), 5u) << lie;
    ASSERT_GT(result.effects_size(), 0) << lie;
    EXPECT_GT(result.effects(0).ByteSizeLong(), 0u) << lie;
  }
  for (const char* lie : {"SEQ", "STATUS", "MISSING", "TWICE", "EXTRA"}) {
    Greeted liar("liar");
    const std::optional<v1::FromPlugin> answer = liar.Ask(MakeEnvelope(5, lie));
    ASSERT_TRUE(answer.has_value()) << lie;
    const auto& results = answer->batch().results();
    EXPECT_TRUE(results.size() != 1 || results[0].seq() != 5 ||
                results[0].status() != v1::EventResult::OK)
        << lie;
  }
}

TEST(TestPlugins, LiarBendsFrames) {
  EXPECT_EQ(Greeted("liar").Ask(MakeEnvelope(5, "CALL"))->call_id(), 1007u);
  v1::FromPlugin empty;
  empty.set_call_id(7);
  const std::optional<v1::FromPlugin> body = Greeted("liar").Ask(MakeEnvelope(5, "BODY"));
  EXPECT_EQ(body->body_case(), v1::FromPlugin::BODY_NOT_SET);
  EXPECT_GT(body->ByteSizeLong(), empty.ByteSizeLong());  // what it does not know, it keeps
  EXPECT_TRUE(Greeted("liar").Ask(MakeEnvelope(5, "HELLO"))->has_hello());
  EXPECT_EQ(Greeted("liar").Ask(MakeEnvelope(5, "SCAN"))->scan().limit(), 1'000'000u);
  EXPECT_EQ(Greeted("liar").Ask(MakeEnvelope(5, "NONSENSE")), std::nullopt);
  Greeted frame("liar");
  EXPECT_EQ(frame.Ask(MakeEnvelope(5, "FRAME")), std::nullopt);
  EXPECT_EQ(frame.child.last_result(), FrameReader::Result::kTooLong);
  Greeted crc("liar");
  EXPECT_EQ(crc.Ask(MakeEnvelope(5, "CRC")), std::nullopt);
  EXPECT_EQ(crc.child.last_result(), FrameReader::Result::kBadChecksum);
}

}  // namespace
}  // namespace liaison::plugin
