#include "plugins/sdk/frame_loop.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "plugins/sdk/sdk_testing.h"

namespace liaison::plugin {
namespace {

using Function = FunctionPlugin::Function;

struct Outcome {
  int exit_code;
  std::string complaint;
  std::vector<v1::FromPlugin> messages;  // after HelloAck, where there was one
};

Outcome RunBytes(const Function& function, const std::string& input) {
  FunctionPlugin plugin(function);
  MemoryStream stream(input);
  const int exit_code = Serve(plugin, {.version = "1.2.3", .schema = 3}, stream);
  std::vector<v1::FromPlugin> messages = stream.Messages();
  if (!messages.empty() && messages.front().has_hello()) messages.erase(messages.begin());
  return {exit_code, stream.complaint(), messages};
}

Outcome RunMessages(const Function& function, std::initializer_list<v1::ToPlugin> messages,
                    const v1::Limits& limits = TestLimits()) {
  std::string input = Frame(MakeHello(limits));
  for (const v1::ToPlugin& message : messages) input += Frame(message);
  return RunBytes(function, input);
}

void Nothing(const Event& /*event*/, State& /*state*/, Effects& /*effects*/) {}

void PutSeq(const Event& event, State& /*state*/, Effects& effects) {
  effects.Put("seq", absl::StrCat(event.seq()));
}

std::vector<uint64_t> Seqs(const v1::FromPlugin& message) {
  std::vector<uint64_t> seqs;
  for (const v1::EventResult& result : message.batch().results()) seqs.push_back(result.seq());
  return seqs;
}

TEST(FrameLoop, AnswersHelloWithWhatThePluginIs) {
  FunctionPlugin plugin(Nothing);
  MemoryStream stream(Frame(MakeHello()) + Frame(MakeDrain(2)));
  EXPECT_EQ(Serve(plugin, {"1.2.3", 3, 2, {"later"}}, stream), 0);
  const std::vector<v1::FromPlugin> messages = stream.Messages();
  ASSERT_EQ(messages.size(), 1u);
  EXPECT_EQ(messages[0].call_id(), 1u);
  const v1::HelloAck& ack = messages[0].hello();
  EXPECT_EQ(ack.protocol(), kPluginProtocol);
  EXPECT_EQ(ack.plugin_version(), "1.2.3");
  EXPECT_EQ(ack.schema_min(), 2u);
  EXPECT_EQ(ack.schema_max(), 3u);
  ASSERT_EQ(ack.features_size(), 1);
  EXPECT_EQ(ack.features(0), "later");
}

TEST(FrameLoop, AnswersEachEventOfABatchInOrder) {
  const Outcome outcome = RunMessages(
      PutSeq, {MakeBatch(5, {MakeEnvelope(7, "A"), MakeEnvelope(9, "A")}), MakeDrain(6)});
  EXPECT_EQ(outcome.exit_code, 0);
  ASSERT_EQ(outcome.messages.size(), 1u);
  EXPECT_EQ(outcome.messages[0].call_id(), 5u);
  EXPECT_EQ(Seqs(outcome.messages[0]), (std::vector<uint64_t>{7, 9}));
  const v1::EventResult& second = outcome.messages[0].batch().results(1);
  EXPECT_EQ(second.status(), v1::EventResult::OK);
  ASSERT_EQ(second.effects_size(), 1);
  EXPECT_EQ(second.effects(0).put().value(), "9");
}

TEST(FrameLoop, AnswersPingAlsoWhileItWaitsForState) {
  const Function read = [](const Event& /*event*/, State& state, Effects& effects) {
    effects.Put("copy", state.Get("key").value_or("none"));
  };
  const Outcome outcome =
      RunMessages(read, {MakePing(2, "a"), MakeBatch(3, {MakeEnvelope(1, "")}), MakePing(4, "b"),
                         MakeReply(3, {{"key", "value"}}), MakeDrain(5)});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.complaint;
  ASSERT_EQ(outcome.messages.size(), 4u);
  EXPECT_EQ(outcome.messages[0].pong().echo(), "a");
  EXPECT_EQ(outcome.messages[1].get().keys(0), "key");
  EXPECT_EQ(outcome.messages[1].call_id(), 3u);
  EXPECT_EQ(outcome.messages[2].pong().echo(), "b");
  EXPECT_EQ(outcome.messages[3].batch().results(0).effects(0).put().value(), "value");
}

TEST(FrameLoop, EndsWithoutAnswerWhenDrainedWithinABatch) {
  const Function read = [](const Event& /*event*/, State& state, Effects& /*effects*/) {
    EXPECT_EQ(state.Get("key"), std::nullopt);
  };
  const Outcome outcome = RunMessages(read, {MakeBatch(3, {MakeEnvelope(1, "")}), MakeDrain(4)});
  EXPECT_EQ(outcome.exit_code, 0);
  ASSERT_EQ(outcome.messages.size(), 1u);
  EXPECT_TRUE(outcome.messages[0].has_get());
}

TEST(FrameLoop, SeesEarlierEventsOfTheBatchAndEagerRows) {
  const Function count = [](const Event& /*event*/, State& state, Effects& effects) {
    effects.Put("n", state.Get("n").value() + "+");
    effects.Put("n", state.Get("n").value() + "!");
  };
  v1::ToPlugin batch = MakeBatch(2, {MakeEnvelope(1, ""), MakeEnvelope(2, "")});
  v1::StateEntry& eager = *batch.mutable_batch()->add_eager();
  eager.set_key("n");
  eager.set_value("0");
  const Outcome outcome = RunMessages(count, {batch, MakeDrain(3)});
  ASSERT_EQ(outcome.messages.size(), 1u);  // nothing was asked
  EXPECT_EQ(outcome.messages[0].batch().results(1).effects(1).put().value(), "0+!+!");
}

TEST(FrameLoop, StopsBeforeATimerThatTheBatchHasTouched) {
  for (const bool cancel : {true, false}) {
    const Function touch = [&](const Event& event, State& /*state*/, Effects& effects) {
      if (!event.has_envelope()) return;
      if (cancel) effects.CancelTimer("t");
      if (!cancel) effects.SetTimer("t", 5, "");
    };
    const v1::ToPlugin batch = MakeBatch(
        2, {MakeTimer(1, "t"), MakeEnvelope(2, ""), MakeTimer(3, "other"), MakeTimer(4, "t")});
    const Outcome outcome = RunMessages(touch, {batch, MakeDrain(3)});
    ASSERT_EQ(outcome.messages.size(), 1u);
    EXPECT_EQ(Seqs(outcome.messages[0]), (std::vector<uint64_t>{1, 2, 3})) << cancel;
  }
}

TEST(FrameLoop, GivesATimerTheOrderKeyOfItsEvent) {
  const Function set = [](const Event& /*event*/, State& /*state*/, Effects& effects) {
    effects.SetTimer("t", 5, "payload");
  };
  Event event = MakeEnvelope(1, "");
  event.set_order_key("incident");
  const Outcome outcome = RunMessages(set, {MakeBatch(2, {event}), MakeDrain(3)});
  ASSERT_EQ(outcome.messages.size(), 1u);
  const v1::SetTimer& timer = outcome.messages[0].batch().results(0).effects(0).set_timer();
  EXPECT_EQ(timer.order_key(), "incident");
  EXPECT_EQ(timer.precedence(), v1::ROUTINE);
  EXPECT_EQ(timer.payload(), "payload");
}

TEST(FrameLoop, StopsAfterAnEventThatThePluginRefuses) {
  const Function refuse = [](const Event& event, State& /*state*/, Effects& effects) {
    effects.Put("key", "value");
    if (event.seq() == 2) effects.CannotProcess("no such ladder");
  };
  const v1::ToPlugin batch =
      MakeBatch(2, {MakeEnvelope(1, ""), MakeEnvelope(2, ""), MakeEnvelope(3, "")});
  const Outcome outcome = RunMessages(refuse, {batch, MakeDrain(3)});
  ASSERT_EQ(outcome.messages.size(), 1u);
  EXPECT_EQ(Seqs(outcome.messages[0]), (std::vector<uint64_t>{1, 2}));
  const v1::EventResult& refused = outcome.messages[0].batch().results(1);
  EXPECT_EQ(refused.status(), v1::EventResult::CANNOT_PROCESS);
  EXPECT_EQ(refused.reason(), "no such ladder");
  EXPECT_EQ(refused.effects_size(), 0);
}

TEST(FrameLoop, AnswersAsMuchAsAFrameHolds) {
  v1::Limits limits = TestLimits();
  limits.set_frame_bytes_max(1000);
  const Function put = [](const Event& event, State& /*state*/, Effects& effects) {
    effects.Put("key", std::string(event.seq() < 3 ? 400 : 1000, 'x'));
  };
  const v1::ToPlugin both =
      MakeBatch(2, {MakeEnvelope(1, ""), MakeEnvelope(2, ""), MakeEnvelope(3, "")});
  const v1::ToPlugin rest = MakeBatch(3, {MakeEnvelope(3, "")});
  const Outcome outcome = RunMessages(put, {both, rest, MakeDrain(4)}, limits);
  ASSERT_EQ(outcome.messages.size(), 2u);
  EXPECT_EQ(Seqs(outcome.messages[0]), (std::vector<uint64_t>{1, 2}));
  EXPECT_LE(outcome.messages[0].ByteSizeLong(), 1000u);
  EXPECT_EQ(outcome.messages[1].batch().results(0).status(), v1::EventResult::CANNOT_PROCESS);
}

TEST(FrameLoop, SendsLogLinesBeforeTheAnswer) {
  const Function log = [](const Event& /*event*/, State& /*state*/, Effects& effects) {
    effects.Log("seen");
  };
  const Outcome outcome = RunMessages(log, {MakeBatch(2, {MakeEnvelope(1, "")}), MakeDrain(3)});
  ASSERT_EQ(outcome.messages.size(), 2u);
  EXPECT_EQ(outcome.messages[0].log().text(), "seen");
  EXPECT_TRUE(outcome.messages[1].has_batch());
}

TEST(FrameLoop, EndsWithOneOnWhatBreaksTheContract) {
  v1::ToPlugin unknown;
  unknown.set_call_id(2);
  v1::ToPlugin no_call = MakePing(0, "");
  Event no_kind;
  no_kind.set_seq(1);
  const v1::ToPlugin batch = MakeBatch(2, {MakeEnvelope(1, "")});
  const v1::ToPlugin drain = MakeDrain(9);  // what a plugin that noticed nothing would end by
  EXPECT_EQ(RunMessages(Nothing, {unknown, drain}).exit_code, 1);
  EXPECT_EQ(RunMessages(Nothing, {no_call, drain}).exit_code, 1);
  EXPECT_EQ(RunMessages(Nothing, {MakeHello(), drain}).exit_code, 1);
  EXPECT_EQ(RunMessages(Nothing, {MakeReply(2, {}), drain}).exit_code, 1);
  EXPECT_EQ(RunBytes(Nothing, Frame(batch) + Frame(drain)).exit_code, 1);
  const Outcome kind = RunMessages(Nothing, {MakeBatch(2, {no_kind}), MakeDrain(3)});
  EXPECT_EQ(kind.exit_code, 1);
  EXPECT_TRUE(kind.messages.empty());
}

TEST(FrameLoop, NeverAnswersWithWhatItReadFromABrokenLink) {
  int events = 0;
  const Function read = [&](const Event& /*event*/, State& state, Effects& effects) {
    ++events;
    const bool found = state.Get("a").has_value();
    effects.Put("found", absl::StrCat(found, state.Scan("b", "", 5).size()));
  };
  const v1::ToPlugin batch = MakeBatch(2, {MakeEnvelope(1, ""), MakeEnvelope(2, "")});
  for (const v1::ToPlugin& answer : {MakeReply(3, {{"a", "1"}}), batch, MakeHello()}) {
    events = 0;
    const Outcome outcome = RunMessages(read, {batch, answer, MakeDrain(9)});
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_EQ(events, 1);
    ASSERT_EQ(outcome.messages.size(), 1u);
    EXPECT_TRUE(outcome.messages[0].has_get());
  }
}

TEST(FrameLoop, NoticesAStreamCutAtAnyByte) {
  const std::string whole =
      Frame(MakeHello()) + Frame(MakeBatch(2, {MakeEnvelope(1, "A"), MakeEnvelope(2, "B")}));
  for (size_t size = 0; size <= whole.size(); ++size) {
    const Outcome outcome = RunBytes(PutSeq, whole.substr(0, size));
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_NE(outcome.complaint, "");
    EXPECT_EQ(outcome.messages.empty(), size < whole.size()) << size;
  }
}

TEST(FrameLoop, NoticesAFlippedByteAnywhere) {
  const std::string hello = Frame(MakeHello());
  const std::string whole = hello + Frame(MakeBatch(2, {MakeEnvelope(1, "A")}));
  for (size_t at = hello.size(); at < whole.size(); ++at) {
    std::string bent = whole;
    bent[at] = static_cast<char>(bent[at] ^ 0x20);
    const Outcome outcome = RunBytes(PutSeq, bent);
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_TRUE(outcome.messages.empty()) << at;
  }
}

TEST(FrameLoopDeathTest, DiesOfAnExceptionAndNamesTheRecord) {
  const Function fail = [](const Event& /*event*/, State& /*state*/, Effects& /*effects*/) {
    static_cast<void>(std::string("short").at(100));
  };
  // The complaint is kept in memory, and dies with the process.
  EXPECT_EXIT(RunMessages(fail, {MakeBatch(2, {MakeEnvelope(77, "")})}),
              testing::KilledBySignal(SIGABRT), "");
}

}  // namespace
}  // namespace liaison::plugin
