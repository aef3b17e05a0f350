#include "hub/plugin_process/launcher_main.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <map>

#include "absl/strings/string_view.h"
#include "hub/plugin_process/launch_messages.h"
#include "hub/plugin_process/packets.h"
#include "hub/plugin_process/sandbox.h"
#include "proto/base/descriptor.h"

namespace liaison {
namespace {

constexpr int kExitUsage = 2;
constexpr int kExitNotStarted = 127;
// Above every number a plugin's descriptors end at, so that placing one never closes another.
constexpr int kParkedFd = 16;

struct Given {
  int link;
  int output;
  int bundle;
  int report;
};

// `given` says where they are, also after a failure.
bool PlaceDescriptors(Given& given) {
  for (int* fd : {&given.link, &given.output, &given.bundle, &given.report}) {
    const int parked = fcntl(*fd, F_DUPFD_CLOEXEC, kParkedFd);
    if (parked < 0) return false;
    *fd = parked;
  }
  const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
  const bool placed = nothing >= 0 && dup2(nothing, 0) == 0 && dup2(given.output, 1) == 1 &&
                      dup2(given.output, 2) == 2 && dup2(given.link, kLinkFd) == kLinkFd &&
                      dup3(given.bundle, kBundleFd, O_CLOEXEC) == kBundleFd &&
                      dup3(given.report, kReportFd, O_CLOEXEC) == kReportFd &&
                      syscall(SYS_close_range, kReportFd + 1, ~0U, 0) == 0;
  if (placed) given = {kLinkFd, STDOUT_FILENO, kBundleFd, kReportFd};
  return placed;
}

LaunchNotice Failed(ConfinementFailure failure, bool in_sandbox) {
  LaunchNotice notice{
      .kind = LaunchNotice::Kind::kFailed, .in_sandbox = in_sandbox, .value = failure.error};
  // The last byte stays zero.
  memcpy(notice.step.data(), failure.step, strnlen(failure.step, notice.step.size() - 1));
  return notice;
}

// Returns only what failed.
LaunchNotice BecomePlugin(const Confinement& confinement, const ConfinedSpec& spec, Given& given) {
  if (!DieWithLauncher(spec.launcher)) return Failed({"death signal", errno}, false);
  sigset_t none;
  sigemptyset(&none);
  static_cast<void>(sigprocmask(SIG_SETMASK, &none, nullptr));
  if (!PlaceDescriptors(given)) return Failed({"descriptors", errno}, false);
  if (chdir("/") != 0) return Failed({"folder", errno}, false);
  const ConfinementFailure failure = confinement.Enter(spec);
  if (failure.step != nullptr) return Failed(failure, true);
  char name[] = "plugin";
  std::array<char*, 2> arguments = {name, nullptr};
  std::array<char*, 1> environment = {nullptr};
  syscall(SYS_execveat, kBundleFd, confinement.EmptyPath(), arguments.data(), environment.data(),
          AT_EMPTY_PATH);
  return Failed({"exec", errno}, false);
}

class LauncherProcess {
 public:
  explicit LauncherProcess(const Confinement& confinement) : confinement_(confinement) {}

  int Run() {
    sigset_t children;
    sigemptyset(&children);
    sigaddset(&children, SIGCHLD);
    static_cast<void>(sigprocmask(SIG_BLOCK, &children, nullptr));
    const Descriptor ended(signalfd(-1, &children, SFD_CLOEXEC | SFD_NONBLOCK));
    if (!ended.valid()) return 1;
    std::array<pollfd, 2> watched = {pollfd{kControlFd, POLLIN, 0}, pollfd{ended.get(), POLLIN, 0}};
    while (true) {
      if (poll(watched.data(), watched.size(), -1) < 0 && errno != EINTR) return 1;
      if (watched[1].revents != 0) Reap(ended.get());
      if (watched[0].revents != 0 && !Obey()) return 0;
    }
  }

  // Whatever is left has lost its hub.
  ~LauncherProcess() {
    for (const auto& [pid, id] : children_) static_cast<void>(kill(pid, SIGKILL));
  }

 private:
  // False when the hub is gone.
  bool Obey() {
    LaunchOrder order;
    PacketDescriptors got;
    const PacketResult result = ReceivePacket(kControlFd, &order, sizeof order, got, 0);
    const Descriptor link(got.fds[0]);
    const Descriptor output(got.fds[1]);
    const Descriptor bundle(got.fds[2]);
    if (result != PacketResult::kPacket) return false;
    if (order.kind == LaunchOrder::Kind::kKill) {
      for (const auto& [pid, id] : children_) {
        if (id == order.id) static_cast<void>(kill(pid, SIGKILL));
      }
      return true;
    }
    LaunchNotice answer = Start(order, {link.get(), output.get(), bundle.get(), -1});
    answer.id = order.id;
    return Say(answer);
  }

  LaunchNotice Start(const LaunchOrder& order, Given given) {
    std::array<int, 2> ends{-1, -1};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) return Failed({"pipe", errno}, false);
    const Descriptor report(ends[0]);
    Descriptor reported(ends[1]);
    given.report = ends[1];
    const ConfinedSpec spec{
        .launcher = getpid(), .slot = order.slot, .data_bytes_max = order.data_bytes_max};
    const pid_t pid = fork();
    if (pid < 0) return Failed({"fork", errno}, false);
    if (pid == 0) {
      const LaunchNotice why = BecomePlugin(confinement_, spec, given);
      // Before the exit, at which a sanitizer does more than the sandbox allows.
      static_cast<void>(!write(given.report, &why, sizeof why));
      _exit(kExitNotStarted);
    }
    static_cast<void>(reported.Close());
    // The exec closes the pipe; so this ends, by a report or by none.
    LaunchNotice why;
    if (read(report.get(), &why, sizeof why) == sizeof why) {
      static_cast<void>(waitpid(pid, nullptr, 0));
      return why;
    }
    children_.emplace(pid, order.id);
    return {.kind = LaunchNotice::Kind::kStarted, .pid = pid};
  }

  void Reap(int ended) {
    signalfd_siginfo ignored{};
    static_cast<void>(!read(ended, &ignored, sizeof ignored));
    int status = 0;
    for (pid_t pid = 0; (pid = waitpid(-1, &status, WNOHANG)) > 0;) {
      const auto child = children_.find(pid);
      if (child == children_.end()) continue;
      static_cast<void>(Say(
          {.kind = LaunchNotice::Kind::kEnded, .id = child->second, .pid = pid, .value = status}));
      children_.erase(child);
    }
  }

  bool Say(const LaunchNotice& notice) {
    return SendPacket(kControlFd, &notice, sizeof notice, {}, 0);
  }

  const Confinement& confinement_;
  std::map<pid_t, uint32_t> children_;  // to the hub's ids
};

}  // namespace

int RunLauncher(const Confinement& confinement) {
  int type = 0;
  socklen_t size = sizeof type;
  if (getsockopt(kControlFd, SOL_SOCKET, SO_TYPE, &type, &size) != 0 || type != SOCK_SEQPACKET) {
    static_cast<void>(fputs("plugin-launcher: only the hub starts it\n", stderr));
    return kExitUsage;
  }
  static_cast<void>(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0));
  return LauncherProcess(confinement).Run();
}

bool IsPluginLauncher(int argc, const char* const* argv) {
  return argc == 2 && absl::string_view(argv[1]) == kPluginLauncher;
}

int RunPluginLauncher() { return RunLauncher(Sandbox()); }

}  // namespace liaison
