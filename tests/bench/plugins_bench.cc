// ops/bench plugins: plugins beside what they cannot be faster than, and the hub beside plugins
// that misbehave, in the same run. README.md says how to read the table.
#include "tests/bench/plugins_bench.h"

#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "hub/gateway/server.h"
#include "hub/plugin_process/launcher_main.h"
#include "proto/base/status_macros.h"
#include "proto/system/posix_file_system.h"
#include "proto/system/system_clock.h"
#include "proto/system/system_random.h"

namespace liaison {

absl::StatusOr<double> ResidentMib(pid_t pid) {
  std::ifstream file(absl::StrCat("/proc/", pid, "/status"));
  for (std::string line; std::getline(file, line);) {
    absl::string_view rest = line;
    double kib = 0;
    if (absl::ConsumePrefix(&rest, "VmRSS:") && absl::ConsumeSuffix(&rest, " kB") &&
        absl::SimpleAtod(rest, &kib)) {
      return kib / 1024;
    }
  }
  return absl::NotFoundError(absl::StrCat("process ", pid, " has ended"));
}

namespace {

struct PartMaker {
  std::string name;
  absl::StatusOr<std::unique_ptr<BenchPart>> (*make)(const CommandLine&, const BenchWorld&);
};
const std::vector<PartMaker>& Parts() {
  static const auto* const kParts = new std::vector<PartMaker>{
      {"effects", MakeEffectsPart}, {"timers", MakeTimersPart}, {"neighbours", MakeNeighboursPart}};
  return *kParts;
}

absl::Status RunBench(const CommandLine& line) {
  SystemClock clock;
  SystemRandom random;
  PosixFileSystem files;
  Figures figures;
  std::vector<Bar> bars;
  // One after the other: a part's rounds are not to wait for another part's disk.
  for (const PartMaker& maker : Parts()) {
    if (!line.part.empty() && line.part != maker.name) continue;
    ASSIGN_OR_RETURN(const std::unique_ptr<BenchPart> part,
                     maker.make(line, {clock, random, files}));
    Figures warm_up;
    RETURN_IF_ERROR(part->Round(warm_up));
    for (int round = 1; round <= line.rounds; ++round) {
      RETURN_IF_ERROR(part->Round(figures));
      TellRound(round, line);
    }
    RETURN_IF_ERROR(part->Finish(figures));
    for (Bar& bar : part->Bars()) bars.push_back(std::move(bar));
  }
  return Publish(line,
                 {.benchmark = "plugins",
                  .database = DescribeDisk(line.folder),
                  .rounds = line.rounds,
                  .seconds = line.seconds,
                  .description = "plugins are real processes in the sandbox"},
                 figures, bars);
}

}  // namespace
}  // namespace liaison

int main(int argc, char** argv) {
  if (liaison::IsPluginLauncher(argc, argv)) return liaison::RunPluginLauncher();
  liaison::PrepareGrpcEnvironment();
  std::vector<std::string> parts;
  for (const liaison::PartMaker& part : liaison::Parts()) parts.push_back(part.name);
  return liaison::RunBenchProgram(argc, argv, parts, liaison::RunBench);
}
