#include "hub/plugin_process/launcher.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "hub/plugin_process/packets.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

#ifndef MFD_EXEC
#define MFD_EXEC 0x0010U  // Linux 6.3; older headers lack it
#endif

namespace liaison {
namespace {

// The launcher answers in milliseconds; one that does not is replaced.
constexpr int kAnswerMsMax = 10'000;

absl::Status CannotStart(absl::string_view step, int error) {
  return MakeError(absl::StatusCode::kUnavailable,
                   absl::StrCat("the plugin process cannot be started now (", step, ": ",
                                strerrordesc_np(error), "); it is tried again"),
                   {.reason = "PLUGIN_START", .subject = std::string(step)});
}

absl::Status SandboxRefused(absl::string_view step, int error) {
  return MakeError(
      absl::StatusCode::kFailedPrecondition,
      absl::StrCat("this machine refuses a step of the plugins' sandbox (", step, ": ",
                   strerrordesc_np(error), "); no plugin runs here until it allows it"),
      {.reason = "SANDBOX_BROKEN", .subject = std::string(step)});
}

bool WriteAll(int file, absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t put = write(file, bytes.data(), bytes.size());
    if (put < 0 && errno != EINTR) return false;
    if (put > 0) bytes.remove_prefix(static_cast<size_t>(put));
  }
  return true;
}

int CreateExecutableMemory() {
  const unsigned int flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
  const int file = memfd_create("plugin", flags | MFD_EXEC);
  return file >= 0 || errno != EINVAL ? file : memfd_create("plugin", flags);
}

int SpawnSelf(const char* argument, int control, pid_t& pid) {
  posix_spawn_file_actions_t files;
  posix_spawnattr_t how;
  posix_spawn_file_actions_init(&files);
  posix_spawnattr_init(&how);
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&files, control, kControlFd);
  posix_spawn_file_actions_addclosefrom_np(&files, kControlFd + 1);
  // A session of its own: Ctrl-C is for the hub, and a plugin has no terminal to type into.
  sigset_t signals;
  sigfillset(&signals);
  posix_spawnattr_setsigdefault(&how, &signals);
  sigemptyset(&signals);
  posix_spawnattr_setsigmask(&how, &signals);
  posix_spawnattr_setflags(&how,
                           POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
  char name[] = "liaison-plugin-launcher";
  std::string hidden = argument;
  std::array<char*, 3> arguments = {name, hidden.data(), nullptr};
  std::array<char*, 1> environment = {nullptr};
  const int error =
      posix_spawn(&pid, "/proc/self/exe", &files, &how, arguments.data(), environment.data());
  posix_spawnattr_destroy(&how);
  posix_spawn_file_actions_destroy(&files);
  return error;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Descriptor>> MakeBundleFile(absl::string_view binary) {
  auto file = std::make_unique<Descriptor>(CreateExecutableMemory());
  constexpr mode_t kExecuteOnly = S_IXUSR | S_IXGRP | S_IXOTH;
  if (!file->valid() || !WriteAll(file->get(), binary) || fchmod(file->get(), kExecuteOnly) != 0 ||
      fcntl(file->get(), F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) !=
          0) {
    return CannotStart("bundle", errno);
  }
  return file;
}

absl::StatusOr<std::shared_ptr<Launcher>> Launcher::Spawn(const char* argument) {
  std::array<int, 2> ends{-1, -1};
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    return CannotStart("socket", errno);
  }
  const Descriptor theirs(ends[1]);
  pid_t pid = 0;
  const int error = SpawnSelf(argument, theirs.get(), pid);
  if (error != 0) {
    static_cast<void>(close(ends[0]));
    return CannotStart("launcher", error);
  }
  return std::make_shared<Launcher>(pid, ends[0]);
}

Launcher::~Launcher() { End(); }

void Launcher::End() {
  if (!std::exchange(alive_, false)) return;
  static_cast<void>(kill(pid_, SIGKILL));
  static_cast<void>(waitpid(pid_, nullptr, 0));
}

absl::StatusOr<LaunchedProcess> Launcher::Start(const Descriptor& bundle, uint32_t slot,
                                                uint64_t data_bytes_max) {
  std::array<int, 2> link{-1, -1};
  std::array<int, 2> output{-1, -1};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, link.data()) != 0) {
    return CannotStart("socket", errno);
  }
  LaunchedProcess made{.id = ++last_id_, .link = std::make_unique<Descriptor>(link[0])};
  const Descriptor their_link(link[1]);
  // Non-blocking for both: a plugin that writes more than is read loses it, and goes on.
  if (pipe2(output.data(), O_CLOEXEC | O_NONBLOCK) != 0) return CannotStart("pipe", errno);
  made.output = std::make_unique<Descriptor>(output[0]);
  const Descriptor their_output(output[1]);
  if (fcntl(link[0], F_SETFL, O_NONBLOCK) != 0) return CannotStart("socket", errno);

  const LaunchOrder order{.kind = LaunchOrder::Kind::kStart,
                          .id = made.id,
                          .slot = slot,
                          .data_bytes_max = data_bytes_max};
  if (!alive_ || !SendPacket(control_.get(), &order, sizeof order,
                             {their_link.get(), their_output.get(), bundle.get()}, MSG_DONTWAIT)) {
    End();
    return CannotStart("launcher", EPIPE);
  }
  ASSIGN_OR_RETURN(const LaunchNotice answer, AwaitAnswer(made.id));
  if (answer.kind == LaunchNotice::Kind::kFailed) {
    const absl::string_view step = answer.step.data();
    return answer.in_sandbox ? SandboxRefused(step, answer.value) : CannotStart(step, answer.value);
  }
  made.pid = answer.pid;
  return made;
}

absl::StatusOr<LaunchNotice> Launcher::AwaitAnswer(uint32_t id) {
  answer_.reset();
  children_.emplace(id, std::nullopt);
  pollfd control{control_.get(), POLLIN, 0};
  while (alive_ && !answer_.has_value()) {
    const int ready = poll(&control, 1, kAnswerMsMax);
    if (ready == 0) End();
    if (ready > 0) ReadNotices();
  }
  if (!answer_.has_value()) return CannotStart("launcher", EPIPE);
  if (answer_->kind == LaunchNotice::Kind::kFailed) children_.erase(id);
  return *answer_;
}

void Launcher::Kill(uint32_t id) {
  if (!alive_ || EndOf(id).has_value()) return;
  // By the launcher, since it alone knows that the number still is that process.
  const LaunchOrder order{.kind = LaunchOrder::Kind::kKill, .id = id};
  // A launcher that does not listen ends, and all its plugins with it.
  if (!SendPacket(control_.get(), &order, sizeof order, {}, MSG_DONTWAIT)) End();
}

void Launcher::Forget(uint32_t id) {
  Kill(id);
  children_.erase(id);
}

void Launcher::ReadNotices() {
  while (alive_) {
    LaunchNotice notice;
    PacketDescriptors none;
    switch (ReceivePacket(control_.get(), &notice, sizeof notice, none, MSG_DONTWAIT)) {
      case PacketResult::kPacket:
        Take(notice);
        break;
      case PacketResult::kNothing:
        return;
      case PacketResult::kClosed:
        End();
    }
  }
}

void Launcher::Take(const LaunchNotice& notice) {
  if (notice.kind != LaunchNotice::Kind::kEnded) {
    answer_ = notice;
    return;
  }
  const auto child = children_.find(notice.id);
  if (child != children_.end()) child->second = notice.value;
}

std::optional<int> Launcher::EndOf(uint32_t id) const {
  const auto child = children_.find(id);
  return child == children_.end() ? std::nullopt : child->second;
}

}  // namespace liaison
