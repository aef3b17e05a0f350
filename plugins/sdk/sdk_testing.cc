#include "plugins/sdk/sdk_testing.h"

#include <algorithm>

#include "proto/base/check.h"

namespace liaison::plugin {

size_t MemoryStream::Read(char* into, size_t size) {
  const size_t count = std::min({size, piece_, input_.size() - taken_});
  std::copy_n(input_.data() + taken_, count, into);
  taken_ += count;
  return count;
}

bool MemoryStream::Write(absl::string_view bytes) {
  output_.append(bytes.data(), bytes.size());
  return true;
}

void MemoryStream::Complain(absl::string_view line) { complaint_ = std::string(line); }

std::vector<v1::FromPlugin> MemoryStream::Messages() const {
  FrameReader reader(output_.size());
  reader.Add(output_);
  std::vector<v1::FromPlugin> messages;
  std::string text;
  while (reader.Next(text) == FrameReader::Result::kMessage) {
    LIAISON_CHECK(messages.emplace_back().ParseFromString(text));
  }
  return messages;
}

std::string Frame(const v1::ToPlugin& message) {
  std::string frame;
  AppendFrame(message.SerializeAsString(), frame);
  return frame;
}

v1::Limits TestLimits() {
  v1::Limits limits;
  limits.set_frame_bytes_max(1 << 20);
  limits.set_batch_events_max(64);
  limits.set_batch_deadline_ms(2000);
  limits.set_effects_per_event_max(64);
  limits.set_key_bytes_max(256);
  limits.set_value_bytes_max(64 << 10);
  limits.set_timer_payload_bytes_max(1 << 10);
  limits.set_state_bytes_max(1 << 20);
  limits.set_timers_max(1000);
  return limits;
}

v1::ToPlugin MakeHello(const v1::Limits& limits) {
  v1::ToPlugin message;
  message.set_call_id(1);
  message.mutable_hello()->set_protocol(kPluginProtocol);
  *message.mutable_hello()->mutable_limits() = limits;
  return message;
}

v1::ToPlugin MakeBatch(uint64_t call_id, std::initializer_list<Event> events) {
  v1::ToPlugin message;
  message.set_call_id(call_id);
  message.mutable_batch();
  for (const Event& event : events) *message.mutable_batch()->add_events() = event;
  return message;
}

v1::ToPlugin MakeReply(uint64_t call_id, std::initializer_list<Row> rows, bool more) {
  v1::ToPlugin message;
  message.set_call_id(call_id);
  message.mutable_state()->set_more(more);
  for (const Row& row : rows) {
    v1::StateEntry& entry = *message.mutable_state()->add_entries();
    entry.set_key(row.key);
    entry.set_value(row.value);
  }
  return message;
}

v1::ToPlugin MakePing(uint64_t call_id, absl::string_view echo) {
  v1::ToPlugin message;
  message.set_call_id(call_id);
  message.mutable_ping()->set_echo(std::string(echo));
  return message;
}

v1::ToPlugin MakeDrain(uint64_t call_id) {
  v1::ToPlugin message;
  message.set_call_id(call_id);
  message.mutable_drain();
  return message;
}

Event MakeEnvelope(uint64_t seq, absl::string_view ladder) {
  Event event;
  event.set_seq(seq);
  event.set_time_ms(static_cast<int64_t>(seq) * 1000);
  v1::EnvelopeAccepted& envelope = *event.mutable_envelope();
  envelope.set_header_hash(std::string(32, static_cast<char>(seq)));
  envelope.set_as("opng/ops");
  envelope.set_precedence(v1::ROUTINE);
  if (!ladder.empty()) envelope.mutable_ladder()->set_id(std::string(ladder));
  return event;
}

Event MakeTimer(uint64_t seq, absl::string_view key) {
  Event event;
  event.set_seq(seq);
  event.mutable_timer()->set_key(std::string(key));
  return event;
}

}  // namespace liaison::plugin
