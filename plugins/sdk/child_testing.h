// A plugin's program at the other end of a socketpair, without sandbox, for tests.
#ifndef LIAISON_PLUGINS_SDK_CHILD_TESTING_H_
#define LIAISON_PLUGINS_SDK_CHILD_TESTING_H_

#include <sys/types.h>

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "proto/liaison/plugin/frame.h"
#include "proto/liaison/plugin/v1/plugin.pb.h"

namespace liaison::plugin {

// Thread: one. Killed at the end if it still runs.
class ChildPlugin {
 public:
  // `program`: path of the binary.
  explicit ChildPlugin(const std::string& program);
  ChildPlugin(const ChildPlugin&) = delete;
  ChildPlugin& operator=(const ChildPlugin&) = delete;
  ~ChildPlugin();

  void Send(const v1::ToPlugin& message);
  void SendBytes(absl::string_view bytes);
  void CloseLink();

  // The next message; nullopt: what came is no message, or the child has closed its end.
  std::optional<v1::FromPlugin> Receive();
  // Why Receive gave nothing.
  FrameReader::Result last_result() const { return last_result_; }

  // Closes the link and waits for its end: the exit code, or the signal's number negated.
  int Wait();
  pid_t pid() const { return pid_; }

 private:
  pid_t pid_ = -1;
  int link_ = -1;
  FrameReader reader_;
  FrameReader::Result last_result_ = FrameReader::Result::kNothing;
};

}  // namespace liaison::plugin

#endif  // LIAISON_PLUGINS_SDK_CHILD_TESTING_H_
