// A program of ours as a child process that can be killed. It dies with the thread that started it.
#ifndef LIAISON_TESTS_REAL_HUB_CHILD_PROCESS_H_
#define LIAISON_TESTS_REAL_HUB_CHILD_PROCESS_H_

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace liaison {

// Thread: one.
class ChildProcess {
 public:
  // Starts arguments[0] and waits for its line "ready port=N". Its standard error is appended to
  // `log_path`; its standard input ends with this object. Errors: Unavailable (it ended before).
  static absl::StatusOr<std::unique_ptr<ChildProcess>> Start(
      const std::vector<std::string>& arguments, const std::string& log_path);
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;
  ~ChildProcess();  // kills it

  pid_t pid() const { return pid_; }
  uint16_t port() const { return port_; }
  // SIGKILL; returns when the process is gone.
  void Kill();
  // SIGTERM; waits for the end. The exit status, or 128 + the signal that ended it.
  int Stop();

 private:
  ChildProcess(pid_t pid, int input, int output) : pid_(pid), input_(input), output_(output) {}
  int Wait();

  pid_t pid_;
  int input_;
  int output_;
  uint16_t port_ = 0;
};

// Runs a program to its end; its outputs are appended to `log_path`. The exit status as above.
absl::StatusOr<int> RunToEnd(const std::vector<std::string>& arguments,
                             const std::string& log_path);

}  // namespace liaison

#endif  // LIAISON_TESTS_REAL_HUB_CHILD_PROCESS_H_
