#include "tests/bench/bench_part.h"

#include <utility>

#include "hub/gateway/server.h"
#include "hub/plugin_process/launcher_main.h"
#include "proto/base/status_macros.h"
#include "proto/system/posix_file_system.h"
#include "proto/system/system_clock.h"
#include "proto/system/system_random.h"

namespace liaison {
namespace {

absl::Status RunParts(const std::string& name, const std::vector<PartMaker>& parts,
                      const CommandLine& line) {
  SystemClock clock;
  SystemRandom random;
  PosixFileSystem files;
  Figures figures;
  std::vector<Bar> bars;
  // One after the other: a part's rounds are not to wait for another part's disk.
  for (const PartMaker& maker : parts) {
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
                 {.benchmark = name,
                  .database = DescribeDisk(line.folder),
                  .rounds = line.rounds,
                  .seconds = line.seconds,
                  .description = "plugins are real processes in the sandbox"},
                 figures, bars);
}

}  // namespace

int RunPartsProgram(int argc, char** argv, const std::string& name,
                    const std::vector<PartMaker>& parts) {
  if (IsPluginLauncher(argc, argv)) return RunPluginLauncher();
  PrepareGrpcEnvironment();
  std::vector<std::string> names;
  for (const PartMaker& part : parts) names.push_back(part.name);
  return RunBenchProgram(argc, argv, names,
                         [&](const CommandLine& line) { return RunParts(name, parts, line); });
}

}  // namespace liaison
