#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <numbers>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "clients/core/map_document/geojson.h"
#include "proto/base/check.h"
#include "tests/bench/maps_bench.h"

namespace liaison {
namespace {

constexpr int kRows = 100;
constexpr int kColumns = 100;
constexpr int kPoints = 100;           // of a ring
constexpr int32_t kCell = 200'000;     // 0.02 degrees
constexpr double kLeastRadius = 0.25;  // of a cell
constexpr double kRadiusRange = 0.2;

// Scatters; the same map in every run.
double Noise(uint64_t number) {
  number = (number ^ (number >> 30)) * 0xBF58476D1CE4E5B9U;
  number = (number ^ (number >> 27)) * 0x94D049BB133111EBU;
  return static_cast<double>((number ^ (number >> 31)) >> 11) / 9007199254740992.0;
}

// A ring around its cell's middle, which sees all of it: so it does not cross itself.
MapRing Star(int32_t lon, int32_t lat, uint64_t seed) {
  MapRing ring;
  for (int i = 0; i < kPoints; ++i) {
    const double angle = 2 * std::numbers::pi * i / kPoints;
    const double radius =
        kCell * (kLeastRadius + kRadiusRange * Noise(seed + static_cast<uint64_t>(i)));
    ring.push_back({lon + static_cast<int32_t>(radius * std::cos(angle)),
                    lat + static_cast<int32_t>(radius * std::sin(angle))});
  }
  return ring;
}

}  // namespace

BenchMap MakeBenchMap() {
  BenchMap map;
  map.document.map = "bench";
  map.document.title = {{"en", "Made up"}};
  map.document.provenance = {.by = "un", .source = "made up"};
  for (int row = 0; row < kRows; ++row) {
    for (int column = 0; column < kColumns; ++column) {
      const int number = row * kColumns + column;
      MapFeature zone;
      zone.id = absl::StrFormat("zone-%05d", number);
      zone.names = {{"en", absl::StrCat("Zone ", number)}, {"ar", absl::StrCat("منطقة ", number)}};
      zone.geometry = MapMultiPolygon{{Star(350'000'000 + column * kCell, 340'000'000 + row * kCell,
                                            static_cast<uint64_t>(number) * kPoints + 1)}};
      map.document.features.push_back(std::move(zone));
    }
  }
  Normalise(map.document);
  map.canonical = PrintMapDocument(map.document);
  map.geojson = PrintGeoJson(map.document);
  return map;
}

double ParseUs(const std::string& text) {
  const double begin_us = ThreadUs();
  const nlohmann::json parsed = nlohmann::json::parse(text);
  const double us = ThreadUs() - begin_us;
  LIAISON_CHECK(parsed.is_object());
  return us;
}

}  // namespace liaison
