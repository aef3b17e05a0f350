// Notices that nobody answers, on a ladder of two rungs, with the shipped escalation plugin in its
// sandbox: all are accepted in one instant of the hub's clock, so the second rung of all is due in
// one instant.
#ifndef LIAISON_TESTS_BENCH_INCIDENT_RIG_H_
#define LIAISON_TESTS_BENCH_INCIDENT_RIG_H_

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "tests/bench/bench_part.h"
#include "tests/bench/plugin_rig.h"

namespace liaison {

// From the instant at which the second rungs were due until the last release of them was durable.
struct Climb {
  double us = 0;                // without what the stopwatch on the link took to read messages
  std::vector<double> late_us;  // of each release; when its group was durable
  std::vector<TimedGroup> groups;
};

// Thread: one.
class IncidentRig {
 public:
  // As PluginRig::Make. The ladder is in force.
  static absl::StatusOr<std::unique_ptr<IncidentRig>> Make(const std::string& folder,
                                                           const BenchWorld& world);

  // Raises `count` incidents and lets all of them climb, then come to the end of their ladder.
  // `writes`, unless nullptr, gets what the climb's groups wrote. Errors: Internal if that is so
  // much that the database has put a part of its write-ahead log away.
  absl::StatusOr<Climb> Run(size_t count, std::vector<RawWrite>* writes);
  LinkTimes& times() { return rig_->times(); }

 private:
  absl::Status DefineLadder();
  absl::Status Raise(size_t count);
  absl::StatusOr<Climb> ToSecondRung(size_t count, std::vector<RawWrite>* writes);
  // What is left of `events` records, and the end of the ladder.
  absl::Status ToEnd(size_t count, uint64_t events);

  std::unique_ptr<PluginRig> rig_;
};

}  // namespace liaison

#endif  // LIAISON_TESTS_BENCH_INCIDENT_RIG_H_
