// Takes more than its share, as the ladder says:
//   STDERR  a million lines to stderr
//   LOG     a hundred thousand lines for the operator
//   STATE   a hundred thousand questions for state
//   IDLE    spins once it has answered
#include <unistd.h>

#include <string>

#include "absl/strings/string_view.h"
#include "tests/plugins/raw_link.h"

namespace liaison::plugin {
namespace {

constexpr int kStderrLines = 1'000'000;
constexpr int kMessages = 100'000;
constexpr absl::string_view kLine =
    "flood flood flood flood flood flood flood flood flood flood flood flood flood\n";

void FloodStderr() {
  for (int i = 0; i < kStderrLines; ++i) {
    if (write(STDERR_FILENO, kLine.data(), kLine.size()) < 0) return;
  }
}

void FloodLog(RawLink& link, const v1::ToPlugin& batch) {
  v1::FromPlugin message;
  message.set_call_id(batch.call_id());
  message.mutable_log()->set_text(std::string(kLine));
  for (int i = 0; i < kMessages; ++i) link.Send(message);
}

void FloodState(RawLink& link, const v1::ToPlugin& batch) {
  v1::FromPlugin message;
  message.set_call_id(batch.call_id());
  message.mutable_scan()->set_limit(1000);
  for (int i = 0; i < kMessages; ++i) {
    link.Send(message);
    link.Receive();
  }
}

void SpinForEver() {
  volatile bool spin = true;
  while (spin) spin = true;
}

void Answer(RawLink& link, const v1::ToPlugin& batch) {
  bool idle = false;
  for (const v1::Event& event : batch.batch().events()) {
    const std::string& ladder = event.envelope().ladder().id();
    if (ladder == "STDERR") FloodStderr();
    if (ladder == "LOG") FloodLog(link, batch);
    if (ladder == "STATE") FloodState(link, batch);
    idle = idle || ladder == "IDLE";
  }
  link.Send(RawLink::MakeResult(batch));
  if (idle) SpinForEver();
}

}  // namespace
}  // namespace liaison::plugin

int main() { liaison::plugin::ServeRaw(liaison::plugin::Answer); }
