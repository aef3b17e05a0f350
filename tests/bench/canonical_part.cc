#include <fstream>

#include "clients/core/map_document/geojson.h"
#include "proto/base/status_macros.h"
#include "proto/system/posix_file_system.h"
#include "tests/bench/maps_bench.h"
#include "tests/bench/peak_memory.h"

namespace liaison {
namespace {

constexpr absl::string_view kMemoryRun = "--canonicalise";

// As `import` and `propose` do: people's file in, canonical bytes and digest out.
absl::StatusOr<Hash> Canonicalise(MapDocument document, std::istream& in) {
  const auto read = [&in](char* buffer, size_t size) -> absl::StatusOr<size_t> {
    in.read(buffer, static_cast<std::streamsize>(size));
    return static_cast<size_t>(in.gcount());
  };
  ASSIGN_OR_RETURN(GeoJsonImport import, ReadGeoJson(read, {}));
  if (HasError(import.findings)) return absl::InternalError("the bench's own map has errors");
  document.features = std::move(import.features);
  return MapDigest(PrintMapDocument(document));
}

MapDocument WithoutFeatures(const MapDocument& document) {
  MapDocument head = document;
  head.features.clear();
  return head;
}

absl::Status Round(const BenchMap& map, const CommandLine& line, Figures& figures) {
  const std::string path = line.folder + "/bench.geojson";
  PosixFileSystem files;
  RETURN_IF_ERROR(files.Write(path, map.geojson));

  const double parse_us = ParseUs(map.geojson);
  std::ifstream in(path, std::ios::binary);
  double begin_us = ThreadUs();
  ASSIGN_OR_RETURN(const Hash digest, Canonicalise(WithoutFeatures(map.document), in));
  const double canonical_us = ThreadUs() - begin_us;
  if (digest != MapDigest(map.canonical)) return absl::InternalError("another digest");

  const double strict_parse_us = ParseUs(map.canonical);
  begin_us = ThreadUs();
  RETURN_IF_ERROR(ParseMapDocument(map.canonical).status());
  if (digest != MapDigest(map.canonical)) return absl::InternalError("another digest");
  const double strict_us = ThreadUs() - begin_us;

  ASSIGN_OR_RETURN(const double peak, PeakBytes(line, kMemoryRun, path));
  figures.Add("JSON parse of the GeoJSON", "ms", parse_us / 1000);
  figures.Add("canonicalise + digest", "ms", canonical_us / 1000);
  figures.Add("canonicalise / parse", "", canonical_us / parse_us);
  figures.Add("JSON parse of the document", "ms", strict_parse_us / 1000);
  figures.Add("strict reading + digest", "ms", strict_us / 1000);
  figures.Add("strict reading / parse", "", strict_us / strict_parse_us);
  figures.Add("peak memory / file", "", peak / static_cast<double>(map.geojson.size()));
  return absl::OkStatus();
}

}  // namespace

MapPart CanonicalPart() {
  return {.name = "canonical",
          .round = Round,
          .bars = {{.figure = "canonicalise / parse", .limit = 5},
                   {.figure = "strict reading / parse", .limit = 5},
                   {.figure = "peak memory / file", .limit = 20}}};
}

bool IsMemoryRun(int argc, char** argv) { return argc == 3 && argv[1] == kMemoryRun; }

int RunMemoryRun(const char* path) {
  std::ifstream in(path, std::ios::binary);
  if (!Canonicalise(MapDocument(), in).ok()) return 1;
  return PrintPeakBytes() ? 0 : 1;
}

}  // namespace liaison
