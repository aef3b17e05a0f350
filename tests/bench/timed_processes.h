// The real plugin processes with a stopwatch between them and the host.
#ifndef LIAISON_TESTS_BENCH_TIMED_PROCESSES_H_
#define LIAISON_TESTS_BENCH_TIMED_PROCESSES_H_

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "hub/plugin_process/real_plugin_processes.h"
#include "tests/bench/measure.h"

namespace liaison {

// What was seen; times in microseconds.
struct LinkTimes {
  double launcher_us = 0;          // of the first start: a new launcher and its self-attack
  std::vector<double> starts_us;   // from a later Start to HelloAck, accepted by the host
  std::vector<double> batches_us;  // of full batches: from Send to the result, questions included
  uint64_t events = 0;             // results received
  uint64_t releases = 0;           // effects in them
  size_t answers = 0;              // BatchResults received
  double reading_us = 0;           // that the measuring itself took
  pid_t pid = 0;                   // of the newest process
};

// Thread: as RealPluginProcesses.
class TimedProcesses final : public PluginProcesses {
 public:
  explicit TimedProcesses(const Clock& clock) : real_(clock) {}

  absl::StatusOr<std::unique_ptr<PluginProcess>> Start(const ProcessSpec& spec) override;
  void Wait(absl::Duration at_most) override { real_.Wait(at_most); }
  void Wake() override { real_.Wake(); }

  LinkTimes& times() { return times_; }

 private:
  RealPluginProcesses real_;
  LinkTimes times_;
};

}  // namespace liaison

#endif  // LIAISON_TESTS_BENCH_TIMED_PROCESSES_H_
