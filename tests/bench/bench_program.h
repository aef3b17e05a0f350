// What every benchmark's main function does: reads the arguments, makes a folder of its own, runs,
// removes the folder, prints.
#ifndef LIAISON_TESTS_BENCH_BENCH_PROGRAM_H_
#define LIAISON_TESTS_BENCH_BENCH_PROGRAM_H_

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/types/span.h"
#include "tests/bench/measure.h"
#include "tests/bench/report.h"

namespace liaison {

struct CommandLine {
  int rounds = 7;
  double seconds = 1;  // of each load
  std::string folder;  // of this run, on the disk to be measured
  std::string json;
  std::string program;  // this one
  std::string part;     // only this one of the benchmark's parts; empty: all
};

// `parts` may be named on the command line. Returns the exit status.
int RunBenchProgram(int argc, char** argv, absl::Span<const std::string> parts,
                    absl::FunctionRef<absl::Status(const CommandLine&)> run);

// "round 2 of 7" on standard error, for whoever waits.
void TellRound(int round, const CommandLine& line);

// The table on standard output, the JSON where the command line wants it. Errors: as FileSystem.
absl::Status Publish(const CommandLine& line, const Setting& setting, const Figures& figures,
                     const std::vector<Bar>& bars);

}  // namespace liaison

#endif  // LIAISON_TESTS_BENCH_BENCH_PROGRAM_H_
