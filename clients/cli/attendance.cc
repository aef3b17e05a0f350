#include "clients/cli/attendance.h"

#include <poll.h>
#include <unistd.h>

#include <thread>

namespace liaison {
namespace {

constexpr int kLook_ms = 200;
constexpr int kNoTerminal = -1;  // poll() then only waits

// Waits for a line from the terminal, for `kLook_ms` at most. A terminal that has gone is
// forgotten.
bool KeyPressed(int& terminal) {
  pollfd waiting{.fd = terminal, .events = POLLIN};
  if (::poll(&waiting, 1, kLook_ms) <= 0) return false;
  char line[256];
  if ((waiting.revents & POLLIN) != 0 && ::read(terminal, line, sizeof line) > 0) return true;
  terminal = kNoTerminal;
  return false;
}

void WaitForEnd(const absl::Notification& stop, const absl::Notification& done,
                const Attendance& attendance, Clock& clock, absl::Time last_key) {
  int terminal = ::isatty(STDIN_FILENO) == 1 ? STDIN_FILENO : kNoTerminal;
  while (!stop.HasBeenNotified() && !done.HasBeenNotified()) {
    if (KeyPressed(terminal)) {
      if (attendance.on_key && attendance.on_key(stop)) return;
      last_key = clock.Now();
    }
    if (attendance.idle.has_value() && clock.Now() - last_key >= *attendance.idle) return;
  }
}

}  // namespace

absl::Status RunAttended(absl::Notification& stop, const Attendance& attendance, Clock& clock,
                         const std::function<absl::Status(absl::Notification& end)>& body) {
  absl::Notification end;
  absl::Notification done;
  // Counted from here, not from when the thread gets to run.
  std::thread watcher([&, begin = clock.Now()] {
    WaitForEnd(stop, done, attendance, clock, begin);
    end.Notify();
  });
  const absl::Status status = body(end);
  done.Notify();
  watcher.join();
  return status;
}

}  // namespace liaison
