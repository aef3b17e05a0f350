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
#include "proto/text/hash.h"
#include "proto/text/names.h"

namespace liaison {

// The first 8 digits: what a siren and a locked screen say of a notice, and `liaison show` finds.
std::string AlarmDigits(const Hash& header_hash);

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
  absl::Status Sound(Precedence precedence, const Hash& header_hash);
  // "exercise" and eight zeros, for the test of each shift: heard by whoever hears the real one,
  // and not to be taken for it. Errors: as Sound.
  absl::Status Test();

 private:
  absl::Status Run(std::string word, std::string digits);
  bool StillRuns();

  const std::string program_;
  Output& output_;
  pid_t running_ = 0;
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_ALARM_H_
