// The hub's end of a plugin's link: frames over a socket that never blocks.
#ifndef LIAISON_HUB_PLUGIN_PROCESS_PLUGIN_LINK_H_
#define LIAISON_HUB_PLUGIN_PROCESS_PLUGIN_LINK_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "hub/plugin_host/plugin_process.h"
#include "proto/base/descriptor.h"
#include "proto/liaison/plugin/frame.h"

namespace liaison {

class PluginLink {
 public:
  PluginLink(std::unique_ptr<Descriptor> socket, uint32_t frame_bytes_max)
      : socket_(std::move(socket)), reader_(frame_bytes_max) {}

  void Send(absl::string_view message);
  // Sends on what did not fit before.
  void Flush();

  // As PluginProcess::Receive, but kClosed has no text: the other end is closed, no more. Keeps at
  // most one frame and kReadBytes of what was not asked for yet; the rest waits in the socket, and
  // so does the plugin.
  LinkEvent Receive();

  // Whether the next message may be here already, so that no poll would tell.
  bool has_unread() const { return has_unread_; }
  bool wants_to_send() const { return sent_ < outgoing_.size(); }
  int socket() const { return socket_->get(); }

 private:
  static constexpr size_t kReadBytes = size_t{64} << 10;
  enum class Read : uint8_t { kSome, kNothing, kEnd };
  Read ReadMore();

  const std::unique_ptr<Descriptor> socket_;
  FrameReader reader_;
  bool has_unread_ = false;
  bool over_ = false;  // `last_` stands
  LinkEvent last_;
  std::string outgoing_;
  size_t sent_ = 0;  // of outgoing_
};

}  // namespace liaison

#endif  // LIAISON_HUB_PLUGIN_PROCESS_PLUGIN_LINK_H_
