// Packets with descriptors over a SOCK_SEQPACKET socket.
#ifndef LIAISON_HUB_PLUGIN_PROCESS_PACKETS_H_
#define LIAISON_HUB_PLUGIN_PROCESS_PACKETS_H_

#include <array>
#include <cstddef>

#include "absl/types/span.h"

namespace liaison {

inline constexpr size_t kPacketDescriptorsMax = 3;

// False with errno where the packet was not sent whole. Never raises SIGPIPE.
bool SendPacket(int socket, const void* bytes, size_t size, absl::Span<const int> descriptors,
                int flags);

struct PacketDescriptors {
  std::array<int, kPacketDescriptorsMax> fds{-1, -1, -1};
  size_t count = 0;
};
enum class PacketResult { kPacket, kNothing, kClosed };
// Puts the next packet of exactly `size` bytes into `bytes`. Any other size counts as kClosed.
// Owns: the caller, whatever is in `descriptors` (close-on-exec).
PacketResult ReceivePacket(int socket, void* bytes, size_t size, PacketDescriptors& descriptors,
                           int flags);

}  // namespace liaison

#endif  // LIAISON_HUB_PLUGIN_PROCESS_PACKETS_H_
