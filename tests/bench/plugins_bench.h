// The parts of ops/bench plugins.
#ifndef LIAISON_TESTS_BENCH_PLUGINS_BENCH_H_
#define LIAISON_TESTS_BENCH_PLUGINS_BENCH_H_

#include <sys/types.h>

#include <memory>

#include "absl/status/statusor.h"
#include "tests/bench/bench_part.h"

namespace liaison {

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
