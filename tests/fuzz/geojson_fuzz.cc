#include <algorithm>

#include "clients/core/map_document/geojson.h"
#include "tests/fuzz/harness.h"

namespace liaison {
namespace {

absl::StatusOr<GeoJsonImport> ReadAll(absl::string_view input, const GeoJsonOptions& options) {
  return ReadGeoJson(
      [&](char* buffer, size_t size) -> absl::StatusOr<size_t> {
        const size_t count = std::min(size, input.size());
        std::copy_n(input.begin(), count, buffer);
        input.remove_prefix(count);
        return count;
      },
      options);
}

MapDocument DocumentOf(std::vector<MapFeature> features) {
  MapDocument document;
  document.map = "x";
  document.title = {{"en", "x"}};
  document.provenance = {.by = "x", .source = "x"};
  document.features = std::move(features);
  return document;
}

// What is read without error makes a canonical document, and what is written of that is read as
// the same again.
bool TryGeoJson(absl::string_view input) {
  const absl::StatusOr<GeoJsonImport> import =
      ReadAll(input, {.kind = MapFeatureKind::kZone, .lang = "en", .assign_ids = true});
  LIAISON_CHECK(import.ok());
  if (HasError(import->findings)) return false;
  const MapDocument document = DocumentOf(import->features);
  LIAISON_CHECK(ParseMapDocument(PrintMapDocument(document)).ok());
  const absl::StatusOr<GeoJsonImport> again = ReadAll(PrintGeoJson(document), {});
  LIAISON_CHECK(again.ok() && again->findings.empty() && again->features == import->features);
  return true;
}

const FuzzTarget kGeoJsonTarget("geojson", TryGeoJson);

}  // namespace
}  // namespace liaison
