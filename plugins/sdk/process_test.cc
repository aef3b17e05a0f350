// The example's real program, at the other end of a socketpair.
#include <gtest/gtest.h>

#include <fstream>
#include <optional>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "plugins/sdk/child_testing.h"
#include "plugins/sdk/sdk_testing.h"

namespace liaison::plugin {
namespace {

const std::string& Program() {
  static const std::string* const kPath =
      new std::string(absl::StrCat(LIAISON_BINARY_DIR, "/bundles/example/plugin"));
  return *kPath;
}

// Answers what the plugin asks while it works on `batch`, as a hub without rows.
std::optional<v1::FromPlugin> Work(ChildPlugin& child, const v1::ToPlugin& batch) {
  child.Send(batch);
  for (;;) {
    std::optional<v1::FromPlugin> message = child.Receive();
    if (!message.has_value() || message->has_batch()) return message;
    child.Send(MakeReply(message->call_id(), {}));
  }
}

TEST(PluginProcess, CountsUntilItIsDrained) {
  ChildPlugin child(Program());
  child.Send(MakeHello());
  ASSERT_TRUE(child.Receive()->has_hello());
  v1::ToPlugin batch = MakeBatch(2, {});
  for (uint64_t seq = 1; seq <= 10; ++seq) {
    *batch.mutable_batch()->add_events() = MakeEnvelope(seq, "L-FAST");
  }
  const std::optional<v1::FromPlugin> answer = Work(child, batch);
  ASSERT_TRUE(answer.has_value());
  ASSERT_EQ(answer->batch().results_size(), 10);
  const v1::EventResult& tenth = answer->batch().results(9);
  ASSERT_EQ(tenth.effects_size(), 3);
  EXPECT_EQ(tenth.effects(0).put().key(), "n/L-FAST");
  EXPECT_EQ(tenth.effects(0).put().value(), "10");
  EXPECT_EQ(tenth.effects(1).set_timer().due_ms(), 10'000 + 3'600'000);
  EXPECT_EQ(tenth.effects(2).alert().code(), "COUNT_TEN");
  EXPECT_EQ(tenth.effects(2).alert().mailboxes(0), "opng/ops");

  const std::optional<v1::FromPlugin> quiet = Work(child, MakeBatch(3, {MakeTimer(11, "L-FAST")}));
  ASSERT_TRUE(quiet.has_value());
  EXPECT_EQ(quiet->batch().results(0).effects(0).delete_().key(), "n/L-FAST");

  child.Send(MakeDrain(4));
  EXPECT_EQ(child.Receive(), std::nullopt);
  EXPECT_EQ(child.Wait(), 0);
}

TEST(PluginProcess, EndsWithOneWhenTheHubGoesOrTalksNonsense) {
  for (const std::string& bytes :
       {std::string(), std::string("\0\0\0\5torn", 8), std::string(8, '\xff')}) {
    ChildPlugin child(Program());
    child.Send(MakeHello());
    ASSERT_TRUE(child.Receive().has_value());
    child.SendBytes(bytes);
    child.CloseLink();
    EXPECT_EQ(child.Wait(), 1);
  }
}

// The sandbox allows little memory, and a mission runs several plugins.
TEST(PluginProcess, IsSmall) {
  ChildPlugin child(Program());
  child.Send(MakeHello());
  ASSERT_TRUE(child.Receive().has_value());
  std::ifstream status(absl::StrCat("/proc/", child.pid(), "/status"));
  uint64_t kib = 0;
  for (std::string line; std::getline(status, line);) {
    if (!absl::StartsWith(line, "VmRSS:")) continue;
    ASSERT_TRUE(absl::SimpleAtoi(line.substr(6, line.size() - 6 - 3), &kib)) << line;
  }
  EXPECT_GT(kib, 0u);
  EXPECT_LT(kib, 8u * 1024);
}

}  // namespace
}  // namespace liaison::plugin
