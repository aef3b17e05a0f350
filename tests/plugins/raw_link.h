// A plugin's end of the link without the SDK, for what the SDK would never send. Ends the process
// with 1 when the hub goes, with 0 on Drain.
#ifndef LIAISON_TESTS_PLUGINS_RAW_LINK_H_
#define LIAISON_TESTS_PLUGINS_RAW_LINK_H_

#include <unistd.h>

#include <array>
#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"
#include "proto/liaison/plugin/frame.h"
#include "proto/liaison/plugin/v1/plugin.pb.h"

namespace liaison::plugin {

class RawLink {
 public:
  // The next message but Drain.
  v1::ToPlugin Receive() {
    std::string text;
    while (reader_.Next(text) != FrameReader::Result::kMessage) ReadSome();
    v1::ToPlugin message;
    if (!message.ParseFromString(text)) _exit(1);
    if (message.has_drain()) _exit(0);
    return message;
  }

  void Send(const v1::FromPlugin& message) { SendBytes(Frame(message.SerializeAsString())); }

  void SendBytes(absl::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t written = write(kDescriptor, bytes.data(), bytes.size());
      if (written <= 0) _exit(1);
      bytes.remove_prefix(static_cast<size_t>(written));
    }
  }

  // Reads on without a word.
  [[noreturn]] void FallSilent() {
    for (;;) ReadSome();
  }

  static std::string Frame(absl::string_view message) {
    std::string frame;
    AppendFrame(message, frame);
    return frame;
  }

  // The answer to Hello, to be changed before it is sent.
  static v1::FromPlugin MakeAck(const v1::ToPlugin& hello) {
    v1::FromPlugin message;
    message.set_call_id(hello.call_id());
    message.mutable_hello()->set_protocol(kPluginProtocol);
    message.mutable_hello()->set_plugin_version("1.0.0");
    message.mutable_hello()->set_schema_min(1);
    message.mutable_hello()->set_schema_max(1);
    return message;
  }

  static v1::FromPlugin MakePong(const v1::ToPlugin& ping) {
    v1::FromPlugin message;
    message.set_call_id(ping.call_id());
    message.mutable_pong()->set_echo(ping.ping().echo());
    return message;
  }

  // An honest answer without effects.
  static v1::FromPlugin MakeResult(const v1::ToPlugin& batch) {
    v1::FromPlugin message;
    message.set_call_id(batch.call_id());
    message.mutable_batch();
    for (const v1::Event& event : batch.batch().events()) {
      v1::EventResult& result = *message.mutable_batch()->add_results();
      result.set_seq(event.seq());
      result.set_status(v1::EventResult::OK);
    }
    return message;
  }

 private:
  static constexpr int kDescriptor = 3;
  static constexpr size_t kMessageBytesMax = size_t{16} << 20;

  void ReadSome() {
    std::array<char, 16 * 1024> bytes;
    const ssize_t count = read(kDescriptor, bytes.data(), bytes.size());
    if (count <= 0) _exit(1);
    reader_.Add(absl::string_view(bytes.data(), static_cast<size_t>(count)));
  }

  FrameReader reader_{kMessageBytesMax};
};

// Serves honestly, but gives `answer(link, batch)` to a batch.
template <typename Answer>
[[noreturn]] void ServeRaw(const Answer& answer) {
  RawLink link;
  for (;;) {
    const v1::ToPlugin message = link.Receive();
    if (message.has_hello()) link.Send(RawLink::MakeAck(message));
    if (message.has_ping()) link.Send(RawLink::MakePong(message));
    if (message.has_batch()) answer(link, message);
  }
}

}  // namespace liaison::plugin

#endif  // LIAISON_TESTS_PLUGINS_RAW_LINK_H_
