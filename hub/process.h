// What the hub asks of the operating system for itself.
#ifndef LIAISON_HUB_PROCESS_H_
#define LIAISON_HUB_PROCESS_H_

#include <csignal>

#include "absl/strings/string_view.h"
#include "hub/log_line/logger.h"

namespace liaison {

// No core dump and no debugger of the same user (the log key is in memory), new files for this user
// only, a closed pipe is an error rather than the end. Call it first, before any thread exists.
void HardenProcess();

// SIGTERM and SIGINT as something to wait for. While it lives they are blocked in the thread that
// made it and in every thread that is made later, so make it before any other thread. SIGHUP is
// ignored: certificates are looked at anyway, and a lost terminal must not end a hub.
class StopSignals {
 public:
  StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  void Wait();
  // As if the operator had sent SIGTERM. Thread: any.
  static void Raise();

 private:
  sigset_t signals_;
};

// Log lines on standard error, where systemd's journal takes them.
class StderrSink final : public LogSink {
 public:
  void Write(absl::string_view line) override;
};

}  // namespace liaison

#endif  // LIAISON_HUB_PROCESS_H_
