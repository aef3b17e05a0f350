// Frames on a plugin's link: length (4 bytes, big-endian), CRC-32C of the message (4 bytes,
// big-endian), message. Both ends use it. Source: DESIGN section 7; CRC-32C as in RFC 3720.
#ifndef LIAISON_PROTO_LIAISON_PLUGIN_FRAME_H_
#define LIAISON_PROTO_LIAISON_PLUGIN_FRAME_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace liaison {

inline constexpr size_t kFrameHeadBytes = 8;
inline constexpr uint32_t kPluginProtocol = 1;

uint32_t Crc32c(absl::string_view bytes);
void AppendFrame(absl::string_view message, std::string& to);

// Cuts a stream of bytes into messages.
class FrameReader {
 public:
  enum class Result : uint8_t { kNothing, kPartial, kMessage, kTooLong, kBadChecksum };

  // A frame that announces more is refused before anything is kept of it.
  explicit FrameReader(size_t message_bytes_max) : message_bytes_max_(message_bytes_max) {}

  void Add(absl::string_view bytes) { buffer_.append(bytes.data(), bytes.size()); }
  // Takes the next message into `message`. After kTooLong and kBadChecksum the stream is lost.
  Result Next(std::string& message);

 private:
  const size_t message_bytes_max_;
  std::string buffer_;
  size_t taken_ = 0;  // of buffer_
};

}  // namespace liaison

#endif  // LIAISON_PROTO_LIAISON_PLUGIN_FRAME_H_
