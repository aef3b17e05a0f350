#include "plugins/sdk/link.h"

#include <array>

#include "absl/strings/str_cat.h"

namespace liaison::plugin {
namespace {

constexpr size_t kReadBytes = 64 * 1024;

}  // namespace

void Link::Fail(absl::string_view why) {
  if (exit_code_.has_value()) return;
  exit_code_ = 1;
  stream_.Complain(absl::StrCat("liaison plugin: ", why));
}

std::optional<std::string> Link::ReadMessage() {
  std::array<char, kReadBytes> bytes;
  for (;;) {
    std::string message;
    const FrameReader::Result result = reader_.Next(message);
    switch (result) {
      case FrameReader::Result::kMessage:
        return message;
      case FrameReader::Result::kTooLong:
        Fail("a frame is too long");
        return std::nullopt;
      case FrameReader::Result::kBadChecksum:
        Fail("a frame's checksum is wrong");
        return std::nullopt;
      case FrameReader::Result::kNothing:
      case FrameReader::Result::kPartial:
        break;
    }
    const size_t size = stream_.Read(bytes.data(), bytes.size());
    if (size == 0) {
      Fail(result == FrameReader::Result::kPartial ? "the hub has gone within a frame"
                                                   : "the hub has gone");
      return std::nullopt;
    }
    reader_.Add(absl::string_view(bytes.data(), size));
  }
}

std::optional<v1::ToPlugin> Link::Receive() {
  while (!exit_code_.has_value()) {
    const std::optional<std::string> text = ReadMessage();
    if (!text.has_value()) break;
    v1::ToPlugin message;
    if (!message.ParseFromString(*text) || message.call_id() == 0) {
      Fail("a frame holds no message of this protocol");
      break;
    }
    switch (message.body_case()) {
      case v1::ToPlugin::kPing: {
        v1::FromPlugin pong;
        pong.set_call_id(message.call_id());
        pong.mutable_pong()->set_echo(message.ping().echo());
        Send(pong);
        break;
      }
      case v1::ToPlugin::kDrain:
        exit_code_ = 0;
        break;
      case v1::ToPlugin::BODY_NOT_SET:
        Fail("a message of a kind that this protocol has not");
        break;
      default:
        return message;
    }
  }
  return std::nullopt;
}

void Link::Send(const v1::FromPlugin& message) {
  if (exit_code_.has_value()) return;
  std::string frame;
  AppendFrame(message.SerializeAsString(), frame);
  if (!stream_.Write(frame)) Fail("the hub takes no more");
}

}  // namespace liaison::plugin
