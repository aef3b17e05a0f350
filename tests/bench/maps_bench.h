// ops/bench maps: one large made-up map, and parts that measure on it.
#ifndef LIAISON_TESTS_BENCH_MAPS_BENCH_H_
#define LIAISON_TESTS_BENCH_MAPS_BENCH_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "clients/core/map_document/document.h"
#include "tests/bench/bench_program.h"

namespace liaison {

// 10,000 zones of 100 points each, apart from each other, as a document and as files.
struct BenchMap {
  MapDocument document;
  std::string canonical;
  std::string geojson;
};
BenchMap MakeBenchMap();

// Measures once a round; figures are processor time, since nothing here waits.
struct MapPart {
  std::string name;
  absl::Status (*round)(const BenchMap& map, const CommandLine& line, Figures& figures);
  std::vector<Bar> bars;
};
MapPart CanonicalPart();
MapPart ShapePart();
MapPart ReplayPart();

// One JSON parse of such a text by nlohmann, in microseconds: what the bars are multiples of.
double ParseUs(const std::string& text);

// The program's other life, `maps_bench --canonicalise FILE`: reads the GeoJSON file, makes the
// canonical document and its digest, and prints its peak memory in bytes.
bool IsMemoryRun(int argc, char** argv);
int RunMemoryRun(const char* path);

}  // namespace liaison

#endif  // LIAISON_TESTS_BENCH_MAPS_BENCH_H_
