#include "hub/plugin_process/plugin_link.h"

#include <sys/socket.h>

#include <array>
#include <cerrno>

namespace liaison {

void PluginLink::Send(absl::string_view message) {
  AppendFrame(message, outgoing_);
  Flush();
}

void PluginLink::Flush() {
  while (wants_to_send()) {
    const ssize_t put = send(socket_->get(), outgoing_.data() + sent_, outgoing_.size() - sent_,
                             MSG_NOSIGNAL | MSG_DONTWAIT);
    if (put < 0 && errno == EINTR) continue;
    if (put < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
    // Nobody reads there any more; Receive will say so.
    if (put < 0) break;
    sent_ += static_cast<size_t>(put);
  }
  outgoing_.clear();
  sent_ = 0;
}

LinkEvent PluginLink::Receive() {
  using Kind = LinkEvent::Kind;
  Flush();
  while (!over_) {
    LinkEvent event;
    const FrameReader::Result found = reader_.Next(event.text);
    has_unread_ = found == FrameReader::Result::kMessage;
    switch (found) {
      case FrameReader::Result::kMessage:
        event.kind = Kind::kMessage;
        return event;
      case FrameReader::Result::kTooLong:
        last_ = {Kind::kFault, "a frame is longer than allowed"};
        over_ = true;
        continue;
      case FrameReader::Result::kBadChecksum:
        last_ = {Kind::kFault, "a frame's checksum is wrong"};
        over_ = true;
        continue;
      case FrameReader::Result::kNothing:
      case FrameReader::Result::kPartial:
        break;
    }
    const Read read = ReadMore();
    if (read == Read::kNothing) {
      return {found == FrameReader::Result::kPartial ? Kind::kPartial : Kind::kNothing};
    }
    if (read == Read::kEnd) {
      last_ = {Kind::kClosed};
      over_ = true;
    }
  }
  return last_;
}

PluginLink::Read PluginLink::ReadMore() {
  std::array<char, kReadBytes> bytes;
  ssize_t got = -1;
  do {
    got = recv(socket_->get(), bytes.data(), bytes.size(), MSG_DONTWAIT);
  } while (got < 0 && errno == EINTR);
  if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return Read::kNothing;
  // An error is an end too: ECONNRESET, where it ended without reading what we sent.
  if (got <= 0) return Read::kEnd;
  reader_.Add({bytes.data(), static_cast<size_t>(got)});
  return Read::kSome;
}

}  // namespace liaison
