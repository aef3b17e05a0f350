// A benchmark in parts: each prepares what it needs and then measures once a round.
#ifndef LIAISON_TESTS_BENCH_BENCH_PART_H_
#define LIAISON_TESTS_BENCH_BENCH_PART_H_

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

struct PartMaker {
  std::string name;
  absl::StatusOr<std::unique_ptr<BenchPart>> (*make)(const CommandLine&, const BenchWorld&);
};

// The main function of the benchmark `name` of real plugins in the sandbox; also that of their
// launcher, which is this program, run anew. Returns the exit status.
int RunPartsProgram(int argc, char** argv, const std::string& name,
                    const std::vector<PartMaker>& parts);

}  // namespace liaison

#endif  // LIAISON_TESTS_BENCH_BENCH_PART_H_
