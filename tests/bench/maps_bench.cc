// ops/bench maps: what clients do with a large map, beside one JSON parse of the same file.
// README.md says how to read the table.
#include "tests/bench/maps_bench.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

std::vector<MapPart> Parts() { return {CanonicalPart(), ShapePart(), ReplayPart()}; }

absl::Status RunParts(const CommandLine& line) {
  const BenchMap map = MakeBenchMap();
  Figures figures;
  std::vector<Bar> bars;
  for (const MapPart& part : Parts()) {
    if (!line.part.empty() && line.part != part.name) continue;
    Figures warm_up;
    RETURN_IF_ERROR(part.round(map, line, warm_up));
    for (int round = 1; round <= line.rounds; ++round) {
      RETURN_IF_ERROR(part.round(map, line, figures));
      TellRound(round, line);
    }
    bars.insert(bars.end(), part.bars.begin(), part.bars.end());
  }
  return Publish(line,
                 {.benchmark = "maps",
                  .database = "none",
                  .rounds = line.rounds,
                  .seconds = line.seconds,
                  .description = absl::StrCat(map.document.features.size(),
                                              " zones; canonical document ", map.canonical.size(),
                                              " bytes, GeoJSON ", map.geojson.size(), " bytes")},
                 figures, bars);
}

}  // namespace
}  // namespace liaison

int main(int argc, char** argv) {
  if (liaison::IsMemoryRun(argc, argv)) return liaison::RunMemoryRun(argv[2]);
  std::vector<std::string> names;
  for (const liaison::MapPart& part : liaison::Parts()) names.push_back(part.name);
  return liaison::RunBenchProgram(argc, argv, names, liaison::RunParts);
}
