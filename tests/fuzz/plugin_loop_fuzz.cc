// What a plugin makes of anything that its link brings.
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "plugins/sdk/sdk_testing.h"
#include "tests/fuzz/harness.h"

namespace liaison {
namespace {

using plugin::MemoryStream;
namespace v1 = plugin::v1;

constexpr size_t kScanRows = 5;
constexpr size_t kReadBytes = 4096;

// Uses all that the SDK has, led by the event.
void DoEverything(const plugin::Event& event, plugin::State& state, plugin::Effects& effects) {
  const std::string& name = event.envelope().ladder().id();
  effects.Put(name, state.Get(event.envelope().as()).value_or("none"));
  for (const plugin::Row& row : state.Scan(name, event.envelope().from(), kScanRows)) {
    effects.Erase(row.key);
  }
  effects.SetTimer(event.envelope().from(), event.time_ms(), name);
  if (event.has_timer()) effects.CancelTimer(event.timer().key());
  effects.Alert(name, event.envelope().precedence()).add_mailboxes(event.envelope().as());
  if (event.redelivered()) effects.CannotProcess(name);
  if (event.hops() > 0) effects.Log(name);
}

// A fuzzer finds no checksum: every frame gets the right one.
std::string WithChecksums(absl::string_view input) {
  std::string output;
  while (input.size() >= kFrameHeadBytes) {
    size_t length = 0;
    for (size_t i = 0; i < 4; ++i) length = length << 8 | static_cast<uint8_t>(input[i]);
    const absl::string_view rest = input.substr(kFrameHeadBytes);
    if (length > rest.size()) break;
    AppendFrame(rest.substr(0, length), output);
    input = rest.substr(length);
  }
  return absl::StrCat(output, input);
}

// Accepted: it ends as the hub asks by Drain. Whatever else it says, it says in order and within
// the limits that it was told.
bool TryPluginLoop(absl::string_view input) {
  plugin::FunctionPlugin plugin(DoEverything);
  MemoryStream stream(WithChecksums(input), kReadBytes);
  const int exit_code = plugin::Serve(plugin, {.version = "1.0.0"}, stream);
  LIAISON_CHECK((exit_code == 0) == stream.complaint().empty());
  bool first = true;
  for (const v1::FromPlugin& message : stream.Messages()) {
    LIAISON_CHECK(message.call_id() != 0);
    LIAISON_CHECK(message.body_case() != v1::FromPlugin::BODY_NOT_SET);
    if (!message.has_pong()) LIAISON_CHECK(message.has_hello() == std::exchange(first, false));
    for (const v1::EventResult& result : message.batch().results()) {
      LIAISON_CHECK(result.status() != v1::EventResult::STATUS_UNSPECIFIED);
      LIAISON_CHECK(result.status() == v1::EventResult::OK || result.effects().empty());
    }
  }
  return exit_code == 0;
}

const FuzzTarget kPluginLoopTarget("plugin_loop", TryPluginLoop);

}  // namespace
}  // namespace liaison
