#include <vector>

#include "clients/core/geometry/topology.h"
#include "clients/core/geometry/where.h"
#include "tests/bench/maps_bench.h"

namespace liaison {
namespace {

constexpr size_t kPlaces = 100'000;
constexpr size_t kScans = 100;  // a scan looks at a million edges
constexpr int32_t kWest = 350'000'000;
constexpr int32_t kSouth = 340'000'000;
constexpr uint32_t kSide = 20'000'000;

// Scattered over the map; the same in every run.
std::vector<MapPoint> Places() {
  std::vector<MapPoint> places;
  uint64_t number = 1;
  for (size_t i = 0; i < kPlaces; ++i) {
    number = number * 6364136223846793005U + 1442695040888963407U;
    places.push_back({kWest + static_cast<int32_t>((number >> 40) % kSide),
                      kSouth + static_cast<int32_t>((number >> 16) % kSide)});
  }
  return places;
}

absl::Status ShapeRound(const BenchMap& map, const CommandLine&, Figures& figures) {
  const double parse_us = ParseUs(map.geojson);
  double begin_us = ThreadUs();
  if (!CheckValidity(map.document).empty())
    return absl::InternalError("the bench's own map has errors");
  const double validity_us = ThreadUs() - begin_us;

  begin_us = ThreadUs();
  const WhereIndex index(map.document);
  const double build_us = ThreadUs() - begin_us;
  const std::vector<MapPoint> places = Places();
  std::vector<std::vector<std::string>> found;
  begin_us = ThreadUs();
  for (const MapPoint& place : places) found.push_back(index.Containing(place));
  const double index_us = (ThreadUs() - begin_us) / kPlaces;
  double scan_us = 0;
  for (size_t i = 0; i < kScans; ++i) {
    begin_us = ThreadUs();
    const std::vector<std::string> scanned = ContainingByScan(map.document, places[i]);
    scan_us += (ThreadUs() - begin_us) / kScans;
    if (scanned != found[i]) return absl::InternalError("index and scan do not agree");
  }
  begin_us = ThreadUs();
  for (size_t i = 0; i < kScans; ++i) static_cast<void>(index.Find(places[i], 0));
  const double find_us = (ThreadUs() - begin_us) / kScans;

  figures.Add("validity", "ms", validity_us / 1000);
  figures.Add("validity / parse", "", validity_us / parse_us);
  figures.Add("index built", "ms", build_us / 1000);
  figures.Add("containing zones by index", "us", index_us);
  figures.Add("containing zones by scan", "us", scan_us);
  figures.Add("scan / index", "", scan_us / index_us);
  figures.Add("whole answer of where", "us", find_us);
  return absl::OkStatus();
}

}  // namespace

MapPart ShapePart() {
  return {.name = "shapes",
          .round = ShapeRound,
          .bars = {{.figure = "validity / parse", .limit = 5},
                   {.figure = "scan / index", .limit = 100, .at_most = false}}};
}

}  // namespace liaison
