// A program that runs beside this one: the hub of a practice mission, or one command of a desk.
#ifndef LIAISON_CLIENTS_CLI_CHILD_H_
#define LIAISON_CLIENTS_CLI_CHILD_H_

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/notification.h"

namespace liaison {

// Thread: one.
class Child {
 public:
  struct Streams {
    bool terminal = false;  // stdin is ours; else it is empty
    bool lines = false;     // stdout comes to NextLine; else it goes where ours goes, or to `file`
    std::string file;       // stdout and stderr, made anew
    bool apart = false;     // a Ctrl-C on our terminal is not the child's
  };

  // words[0] is a path. Errors: FailedPrecondition NO_PROGRAM.
  static absl::StatusOr<std::unique_ptr<Child>> Start(std::vector<std::string> words,
                                                      const Streams& streams);
  // Ends the child (SIGTERM) and waits for it.
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  // Its exit code. Errors: Aborted LEFT once `stop` is notified; the child is ended.
  absl::StatusOr<int> Wait(const absl::Notification& stop);
  // Waits for its next line of stdout. Errors: Aborted LEFT; NotFound at the end.
  absl::StatusOr<std::string> NextLine(const absl::Notification& stop);
  // Whether it has ended by now.
  bool Ended();
  // Its exit code after a SIGTERM.
  int Stop();

 private:
  Child(pid_t pid, int out) : pid_(pid), out_(out) {}

  pid_t pid_;  // 0: waited for
  int out_;    // -1: none
  int code_ = 0;
  std::string unread_;
};

// Waits a moment for something that does not wake us. Errors: Aborted LEFT.
absl::Status Pause(const absl::Notification& stop);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_CHILD_H_
