// Messages to and from the hub over one stream of bytes.
#ifndef LIAISON_PLUGINS_SDK_LINK_H_
#define LIAISON_PLUGINS_SDK_LINK_H_

#include <cstddef>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "proto/liaison/plugin/frame.h"
#include "proto/liaison/plugin/v1/plugin.pb.h"

namespace liaison::plugin {

// The process's descriptors, or a test's memory. Blocks.
class Stream {
 public:
  Stream() = default;
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  virtual ~Stream() = default;

  // Fills at most `size` bytes; 0: there will be no more.
  virtual size_t Read(char* into, size_t size) = 0;
  virtual bool Write(absl::string_view bytes) = 0;
  // One line about why the link ends.
  virtual void Complain(absl::string_view line) = 0;
};

// Once it has ended nothing is read or written any more.
class Link {
 public:
  // `stream` must outlive it.
  explicit Link(Stream& stream) : stream_(stream), reader_(kMessageBytesMax) {}

  // The next message other than Ping and Drain, which it deals with itself; nullopt: it has ended.
  std::optional<v1::ToPlugin> Receive();
  void Send(const v1::FromPlugin& message);

  // What the process is to return: 0 after Drain, 1 when the hub or the plugin broke the contract.
  std::optional<int> exit_code() const { return exit_code_; }
  void Fail(absl::string_view why);

 private:
  // More than any hub announces in Hello; keeps a torn length from taking all memory.
  static constexpr size_t kMessageBytesMax = size_t{16} << 20;

  std::optional<std::string> ReadMessage();

  Stream& stream_;
  FrameReader reader_;
  std::optional<int> exit_code_;
};

}  // namespace liaison::plugin

#endif  // LIAISON_PLUGINS_SDK_LINK_H_
