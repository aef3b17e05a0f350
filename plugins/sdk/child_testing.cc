#include "plugins/sdk/child_testing.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>

#include "proto/base/check.h"

namespace liaison::plugin {
namespace {

constexpr int kLinkDescriptor = 3;

}  // namespace

ChildPlugin::ChildPlugin(const std::string& program) : reader_(2 << 20) {
  std::array<int, 2> ends{};
  LIAISON_CHECK(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) == 0);
  link_ = ends[0];
  pid_ = fork();
  LIAISON_CHECK(pid_ >= 0);
  if (pid_ == 0) {
    // dup2 onto itself would leave the descriptor to be closed by exec.
    if (ends[1] == kLinkDescriptor) fcntl(kLinkDescriptor, F_SETFD, 0);
    dup2(ends[1], kLinkDescriptor);
    execl(program.c_str(), program.c_str(), nullptr);
    _exit(127);
  }
  close(ends[1]);
}

ChildPlugin::~ChildPlugin() {
  if (pid_ < 0) return;
  kill(pid_, SIGKILL);
  Wait();
}

void ChildPlugin::Send(const v1::ToPlugin& message) {
  std::string frame;
  AppendFrame(message.SerializeAsString(), frame);
  SendBytes(frame);
}

void ChildPlugin::SendBytes(absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(link_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;  // it has gone, which Receive and Wait show
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
}

void ChildPlugin::CloseLink() {
  if (link_ >= 0) close(link_);
  link_ = -1;
}

std::optional<v1::FromPlugin> ChildPlugin::Receive() {
  std::array<char, 64 * 1024> bytes;
  for (;;) {
    std::string text;
    last_result_ = reader_.Next(text);
    if (last_result_ == FrameReader::Result::kMessage) {
      v1::FromPlugin message;
      if (!message.ParseFromString(text)) return std::nullopt;
      return message;
    }
    if (last_result_ == FrameReader::Result::kTooLong ||
        last_result_ == FrameReader::Result::kBadChecksum) {
      return std::nullopt;
    }
    const ssize_t count = recv(link_, bytes.data(), bytes.size(), 0);
    if (count <= 0) return std::nullopt;
    reader_.Add(absl::string_view(bytes.data(), static_cast<size_t>(count)));
  }
}

int ChildPlugin::Wait() {
  CloseLink();
  int status = 0;
  LIAISON_CHECK(waitpid(pid_, &status, 0) == pid_);
  pid_ = -1;
  return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace liaison::plugin
