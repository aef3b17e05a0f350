#include "hub/plugin_process/packets.h"

#include <sys/socket.h>

#include <cerrno>
#include <cstring>

#include "proto/base/check.h"

namespace liaison {
namespace {

constexpr size_t kAncillaryBytes = CMSG_SPACE(sizeof(int) * kPacketDescriptorsMax);

void TakeDescriptors(msghdr& head, PacketDescriptors& to) {
  for (cmsghdr* part = CMSG_FIRSTHDR(&head); part != nullptr; part = CMSG_NXTHDR(&head, part)) {
    if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS) continue;
    to.count = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    LIAISON_CHECK(to.count <= kPacketDescriptorsMax);
    memcpy(to.fds.data(), CMSG_DATA(part), to.count * sizeof(int));
  }
}

}  // namespace

bool SendPacket(int socket, const void* bytes, size_t size, absl::Span<const int> descriptors,
                int flags) {
  LIAISON_CHECK(descriptors.size() <= kPacketDescriptorsMax);
  iovec part{.iov_base = const_cast<void*>(bytes), .iov_len = size};
  alignas(cmsghdr) std::array<char, kAncillaryBytes> ancillary{};
  msghdr head{};
  head.msg_iov = &part;
  head.msg_iovlen = 1;
  if (!descriptors.empty()) {
    head.msg_control = ancillary.data();
    head.msg_controllen = CMSG_SPACE(sizeof(int) * descriptors.size());
    cmsghdr* rights = CMSG_FIRSTHDR(&head);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(sizeof(int) * descriptors.size());
    memcpy(CMSG_DATA(rights), descriptors.data(), sizeof(int) * descriptors.size());
  }
  ssize_t sent = -1;
  do {
    sent = sendmsg(socket, &head, flags | MSG_NOSIGNAL);
  } while (sent < 0 && errno == EINTR);
  return sent == static_cast<ssize_t>(size);
}

PacketResult ReceivePacket(int socket, void* bytes, size_t size, PacketDescriptors& descriptors,
                           int flags) {
  iovec part{.iov_base = bytes, .iov_len = size};
  alignas(cmsghdr) std::array<char, kAncillaryBytes> ancillary{};
  msghdr head{};
  head.msg_iov = &part;
  head.msg_iovlen = 1;
  head.msg_control = ancillary.data();
  head.msg_controllen = ancillary.size();
  ssize_t got = -1;
  do {
    got = recvmsg(socket, &head, flags | MSG_CMSG_CLOEXEC);
  } while (got < 0 && errno == EINTR);
  if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return PacketResult::kNothing;
  if (got > 0) TakeDescriptors(head, descriptors);
  return got == static_cast<ssize_t>(size) ? PacketResult::kPacket : PacketResult::kClosed;
}

}  // namespace liaison
