// Wakes the duty officer: the terminal's bell, and a program of the configuration (siren, pager,
// SMS modem) that gets the precedence and the first 8 digits of the header's hash, nothing else:
// what it passes on is read by strangers. Source: DOMAIN.md, "what the past teaches"; DESIGN
// section 11.
#ifndef LIAISON_CLIENTS_CLI_ALARM_H_
#define LIAISON_CLIENTS_CLI_ALARM_H_

#include <sys/types.h>

#include <string>

#include "absl/status/status.h"
#include "clients/cli/output.h"
#include "clients/core/incoming/archive.h"

namespace liaison {

// Thread: one.
class Alarm {
 public:
  // `program` is a path, run without a shell; empty: the bell alone. `output` outlives the alarm.
  Alarm(std::string program, Output& output) : program_(std::move(program)), output_(output) {}
  ~Alarm();
  Alarm(const Alarm&) = delete;
  Alarm& operator=(const Alarm&) = delete;

  // Does not wait for the program; while it still runs it is not started again. Errors:
  // FailedPrecondition ALARM, the bell has rung all the same.
  absl::Status Sound(const ArchivedNotice& notice);

 private:
  bool StillRuns();

  const std::string program_;
  Output& output_;
  pid_t running_ = 0;
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_ALARM_H_
