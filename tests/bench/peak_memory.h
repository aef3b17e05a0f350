// Peak memory of a program of its own that does one thing: the benchmark runs itself once more.
#ifndef LIAISON_TESTS_BENCH_PEAK_MEMORY_H_
#define LIAISON_TESTS_BENCH_PEAK_MEMORY_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tests/bench/bench_program.h"

namespace liaison {

// Runs this program as `program WORD PATH` and reads the bytes that it prints.
absl::StatusOr<double> PeakBytes(const CommandLine& line, absl::string_view word,
                                 const std::string& path);
// What that program prints last: the most memory that it had. False: it is not known.
bool PrintPeakBytes();

}  // namespace liaison

#endif  // LIAISON_TESTS_BENCH_PEAK_MEMORY_H_
