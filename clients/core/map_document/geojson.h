// GeoJSON as it comes in and goes out (RFC 7946), and the coordinate annex for paper. The reader is
// a streaming one with limits before allocation; it tells all findings of a file in one run.
// Source: MAPS section 7.
#ifndef LIAISON_CLIENTS_CORE_MAP_DOCUMENT_GEOJSON_H_
#define LIAISON_CLIENTS_CORE_MAP_DOCUMENT_GEOJSON_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/core/map_document/document.h"
#include "clients/core/map_document/finding.h"

namespace liaison {

inline constexpr size_t kMaxGeoJsonBytes = 100'000'000;

struct GeoJsonOptions {
  std::optional<MapFeatureKind> kind;  // of features that name none
  std::string lang;                    // of a plain `name`
  // Gives ids to features without one: that of the feature of `base` with equal geometry, else new.
  bool assign_ids = false;
  const MapDocument* base = nullptr;
};
struct GeoJsonImport {
  std::vector<MapFeature> features;  // normalised, sorted by id; to be used only without errors
  std::vector<MapFinding> findings;
};
// `read` fills the buffer and gives how many bytes; 0: the end. Errors: those of `read`.
absl::StatusOr<GeoJsonImport> ReadGeoJson(
    absl::FunctionRef<absl::StatusOr<size_t>(char* buffer, size_t size)> read,
    const GeoJsonOptions& options);

// 7 decimals, exterior rings counter-clockwise, closed. ReadGeoJson gives back the same features.
std::string PrintGeoJson(const MapDocument& document);
// A numbered list of all coordinates in degrees and in degrees, minutes, seconds, with the digest;
// plain text in `lang`'s names. Coordinates prevail over any picture.
std::string PrintAnnex(const MapDocument& document, absl::string_view lang);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_MAP_DOCUMENT_GEOJSON_H_
