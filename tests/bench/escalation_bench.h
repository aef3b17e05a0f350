// The parts of ops/bench escalation.
#ifndef LIAISON_TESTS_BENCH_ESCALATION_BENCH_H_
#define LIAISON_TESTS_BENCH_ESCALATION_BENCH_H_

#include <memory>

#include "absl/status/statusor.h"
#include "tests/bench/bench_part.h"

namespace liaison {

// 6,000 at once, beside RocksDB alone.
absl::StatusOr<std::unique_ptr<BenchPart>> MakeBurstPart(const CommandLine& line,
                                                         const BenchWorld& world);
// How late releases are with 10^3, 10^4, 10^5 at once.
absl::StatusOr<std::unique_ptr<BenchPart>> MakeLatenessPart(const CommandLine& line,
                                                            const BenchWorld& world);

}  // namespace liaison

#endif  // LIAISON_TESTS_BENCH_ESCALATION_BENCH_H_
