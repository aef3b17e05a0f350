// The parts of ops/bench plugins. Each prepares what it needs and then measures once a round.
#ifndef LIAISON_TESTS_BENCH_PLUGINS_BENCH_H_
#define LIAISON_TESTS_BENCH_PLUGINS_BENCH_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tests/bench/bench_program.h"
#include "tests/real_hub/founded_hub.h"

namespace liaison {

class BenchPart {
 public:
  BenchPart() = default;
  BenchPart(const BenchPart&) = delete;
  BenchPart& operator=(const BenchPart&) = delete;
  virtual ~BenchPart() = default;

  virtual absl::Status Round(Figures& figures) = 0;
  // After the last round.
  virtual absl::Status Finish(Figures& /*figures*/) { return absl::OkStatus(); }
  virtual std::vector<Bar> Bars() const = 0;
};

using BenchWorld = FoundedHub::World;

// The link beside the commit, commits beside RocksDB alone, the process itself.
absl::StatusOr<std::unique_ptr<BenchPart>> MakeEffectsPart(const CommandLine& line,
                                                           const BenchWorld& world);
// A million timers.
absl::StatusOr<std::unique_ptr<BenchPart>> MakeTimersPart(const CommandLine& line,
                                                          const BenchWorld& world);
// Submission beside plugins that misbehave.
absl::StatusOr<std::unique_ptr<BenchPart>> MakeNeighboursPart(const CommandLine& line,
                                                              const BenchWorld& world);

// Memory that a process has in use, from /proc. Errors: NotFound (no such process).
absl::StatusOr<double> ResidentMib(pid_t pid);

}  // namespace liaison

#endif  // LIAISON_TESTS_BENCH_PLUGINS_BENCH_H_
