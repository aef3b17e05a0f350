#include "clients/cli/child.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "clients/cli/context.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

constexpr int kPause_ms = 50;
constexpr mode_t kOwnerOnly = 0600;

// The attributes and actions of one posix_spawn, freed at the end.
class SpawnPlan {
 public:
  SpawnPlan() {
    posix_spawnattr_init(&attributes_);
    posix_spawn_file_actions_init(&actions_);
  }
  ~SpawnPlan() {
    posix_spawnattr_destroy(&attributes_);
    posix_spawn_file_actions_destroy(&actions_);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;

  // Our blocked signals are not the child's.
  void Signals(bool apart) {
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes_, &none);
    short flags = POSIX_SPAWN_SETSIGMASK;  // NOLINT(google-runtime-int): as the call has it
    if (apart) flags |= POSIX_SPAWN_SETPGROUP;
    posix_spawnattr_setflags(&attributes_, flags);
  }
  void Open(int fd, const std::string& path, int flags) {
    posix_spawn_file_actions_addopen(&actions_, fd, path.c_str(), flags, kOwnerOnly);
  }
  void Copy(int from, int to) { posix_spawn_file_actions_adddup2(&actions_, from, to); }

  int Spawn(pid_t& pid, std::vector<std::string>& words) {
    std::vector<char*> arguments;
    arguments.reserve(words.size() + 1);
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    return posix_spawn(&pid, words[0].c_str(), &actions_, &attributes_, arguments.data(), environ);
  }

 private:
  posix_spawnattr_t attributes_ = {};
  posix_spawn_file_actions_t actions_ = {};
};

int ExitCodeFrom(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

absl::Status Pause(const absl::Notification& stop) {
  static_cast<void>(::poll(nullptr, 0, kPause_ms));
  return stop.HasBeenNotified() ? LeftError() : absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<Child>> Child::Start(std::vector<std::string> words,
                                                    const Streams& streams) {
  SpawnPlan plan;
  plan.Signals(streams.apart);
  int ends[2] = {-1, -1};
  if (!streams.terminal) plan.Open(STDIN_FILENO, "/dev/null", O_RDONLY);
  if (!streams.file.empty()) {
    plan.Open(STDOUT_FILENO, streams.file, O_WRONLY | O_CREAT | O_TRUNC);
    plan.Copy(STDOUT_FILENO, STDERR_FILENO);
  } else if (streams.lines && ::pipe2(ends, O_CLOEXEC) == 0) {
    plan.Copy(ends[1], STDOUT_FILENO);
  }
  pid_t pid = 0;
  const int error = plan.Spawn(pid, words);
  if (ends[1] >= 0) static_cast<void>(::close(ends[1]));
  if (error == 0) return std::unique_ptr<Child>(new Child(pid, ends[0]));
  if (ends[0] >= 0) static_cast<void>(::close(ends[0]));
  return MakeError(absl::StatusCode::kFailedPrecondition, "the program cannot be started",
                   {.reason = "NO_PROGRAM", .subject = words[0], .field = ""});
}

Child::~Child() {
  static_cast<void>(Stop());
  if (out_ >= 0) static_cast<void>(::close(out_));
}

bool Child::Ended() {
  if (pid_ == 0) return true;
  int status = 0;
  if (::waitpid(pid_, &status, WNOHANG) == 0) return false;
  pid_ = 0;
  code_ = ExitCodeFrom(status);
  return true;
}

absl::StatusOr<int> Child::Wait(const absl::Notification& stop) {
  while (!Ended()) {
    if (const absl::Status pause = Pause(stop); !pause.ok()) {
      static_cast<void>(Stop());
      return pause;
    }
  }
  return code_;
}

absl::StatusOr<std::string> Child::NextLine(const absl::Notification& stop) {
  while (true) {
    if (const size_t end = unread_.find('\n'); end != std::string::npos) {
      std::string line = unread_.substr(0, end);
      unread_.erase(0, end + 1);
      return line;
    }
    pollfd ready = {.fd = out_, .events = POLLIN, .revents = 0};
    const int count = ::poll(&ready, 1, kPause_ms);
    if (stop.HasBeenNotified()) return LeftError();
    if (count <= 0) continue;
    char buffer[4096];
    const ssize_t size = ::read(out_, buffer, sizeof(buffer));
    if (size <= 0) return absl::NotFoundError("no more lines");
    unread_.append(buffer, static_cast<size_t>(size));
  }
}

int Child::Stop() {
  if (!Ended()) {
    static_cast<void>(::kill(pid_, SIGTERM));
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = 0;
    code_ = ExitCodeFrom(status);
  }
  return code_;
}

}  // namespace liaison
