#include "tests/real_hub/child_process.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

#include "absl/memory/memory.h"
#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "proto/base/check.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

constexpr int kSignalExit = 128;
constexpr int kExecFailed = 127;
constexpr size_t kReadyLineMax = 256;

struct Pipe {
  int read = -1;
  int write = -1;
};

absl::StatusOr<Pipe> OpenPipe() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return absl::ErrnoToStatus(errno, "pipe2");
  return Pipe{.read = ends[0], .write = ends[1]};
}

// In the child, other threads do not exist: only calls that are safe in a signal handler.
[[noreturn]] void Become(char* const* arguments, int input, int output, int error) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (dup2(input, STDIN_FILENO) >= 0 && dup2(output, STDOUT_FILENO) >= 0 &&
      dup2(error, STDERR_FILENO) >= 0) {
    execv(arguments[0], arguments);
  }
  _exit(kExecFailed);
}

absl::StatusOr<pid_t> Spawn(const std::vector<std::string>& arguments, int input, int output,
                            int error) {
  std::vector<std::string> words = arguments;
  std::vector<char*> pointers;
  pointers.reserve(words.size() + 1);
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  const pid_t pid = fork();
  if (pid < 0) return absl::ErrnoToStatus(errno, "fork");
  if (pid == 0) Become(pointers.data(), input, output, error);
  return pid;
}

absl::StatusOr<int> OpenLog(const std::string& path) {
  const int log = open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (log < 0) return absl::ErrnoToStatus(errno, path);
  return log;
}

int ExitStatus(pid_t pid) {
  int status = 0;
  while (waitpid(pid, &status, 0) < 0) LIAISON_CHECK(errno == EINTR);
  return WIFEXITED(status) ? WEXITSTATUS(status) : kSignalExit + WTERMSIG(status);
}

absl::StatusOr<uint16_t> ReadPort(int output) {
  std::string line;
  for (char c = 0; line.size() < kReadyLineMax && read(output, &c, 1) == 1 && c != '\n';) line += c;
  absl::string_view rest = line;
  uint32_t port = 0;
  if (!absl::ConsumePrefix(&rest, "ready port=") || !absl::SimpleAtoi(rest, &port) ||
      port > UINT16_MAX) {
    return absl::UnavailableError(absl::StrCat("not ready: \"", line, "\""));
  }
  return static_cast<uint16_t>(port);
}

}  // namespace

absl::StatusOr<std::unique_ptr<ChildProcess>> ChildProcess::Start(
    const std::vector<std::string>& arguments, const std::string& log_path) {
  ASSIGN_OR_RETURN(const int log, OpenLog(log_path));
  ASSIGN_OR_RETURN(const Pipe input, OpenPipe());
  ASSIGN_OR_RETURN(const Pipe output, OpenPipe());
  ASSIGN_OR_RETURN(const pid_t pid, Spawn(arguments, input.read, output.write, log));
  close(input.read);
  close(output.write);
  close(log);
  auto child = absl::WrapUnique(new ChildProcess(pid, input.write, output.read));
  ASSIGN_OR_RETURN(child->port_, ReadPort(child->output_));
  return child;
}

ChildProcess::~ChildProcess() {
  Kill();
  close(input_);
  close(output_);
}

void ChildProcess::Kill() {
  if (pid_ == 0) return;
  LIAISON_CHECK(kill(pid_, SIGKILL) == 0);
  static_cast<void>(Wait());
}

int ChildProcess::Stop() {
  LIAISON_CHECK(pid_ != 0 && kill(pid_, SIGTERM) == 0);
  return Wait();
}

int ChildProcess::Wait() {
  const int status = ExitStatus(pid_);
  pid_ = 0;
  return status;
}

absl::StatusOr<int> RunToEnd(const std::vector<std::string>& arguments,
                             const std::string& log_path) {
  ASSIGN_OR_RETURN(const int log, OpenLog(log_path));
  const absl::StatusOr<pid_t> pid = Spawn(arguments, STDIN_FILENO, log, log);
  close(log);
  RETURN_IF_ERROR(pid.status());
  return ExitStatus(*pid);
}

}  // namespace liaison
