#include <string>

#include "proto/liaison/plugin/frame.h"
#include "tests/fuzz/harness.h"

namespace liaison {
namespace {

constexpr size_t kMessageBytesMax = 4096;
constexpr size_t kPieceBytes = 5;

// Accepted: whole frames and nothing else. However the bytes come in, they give the same messages.
bool TryPluginFrame(absl::string_view input) {
  FrameReader reader(kMessageBytesMax);
  std::string printed;
  std::string message;
  auto result = FrameReader::Result::kNothing;
  for (size_t at = 0; at < input.size(); at += kPieceBytes) {
    reader.Add(input.substr(at, kPieceBytes));
    while ((result = reader.Next(message)) == FrameReader::Result::kMessage) {
      LIAISON_CHECK(message.size() <= kMessageBytesMax);
      AppendFrame(message, printed);
    }
    if (result == FrameReader::Result::kTooLong || result == FrameReader::Result::kBadChecksum) {
      break;
    }
  }
  LIAISON_CHECK(input.substr(0, printed.size()) == printed);
  return result == FrameReader::Result::kNothing && !input.empty() && printed == input;
}

const FuzzTarget kPluginFrameTarget("plugin_frame", TryPluginFrame);

}  // namespace
}  // namespace liaison
