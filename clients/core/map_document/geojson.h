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
#include "clients/core/language/language.h"
#include "clients/core/language/phrasebook.h"
#include "clients/core/map_document/document.h"
#include "clients/core/map_document/finding.h"

namespace liaison {

inline constexpr size_t kMaxGeoJsonBytes = 100'000'000;

struct GeoJsonOptions {
  std::optional<MapFeatureKind> kind;  // of features that name none
  std::string lang;                    // of a plain `name`: en ru tr fa ar; empty: not known
  // Gives ids to features without one: that of the feature of `base` with equal kind and geometry,
  // else a new one that neither the file nor `base` has.
  bool assign_ids = false;
  const MapDocument* base = nullptr;
};
struct GeoJsonImport {
  // Normalised, sorted by id. With errors: those whose geometry could be read, for CheckValidity to
  // say what it finds in them in the same run; not to be used otherwise.
  std::vector<MapFeature> features;
  std::vector<MapFinding> findings;
};
// Findings beside those of MAPS section 7, all errors but the last: BAD_JSON (not JSON; reading
// ends there), NOT_GEOJSON (no FeatureCollection), BAD_ID, BAD_MEMBER (a value that the member
// cannot have, or a member that the kind does not have), MISSING_MEMBER, BAD_TEXT (a character that
// may mislead, or a name too long), TOO_MANY (reading ends there), and
// MEMBER_DROPPED (a property that no kind has, or a plain `name` beside `names`; told once a name).
// `read` fills the buffer and gives how many bytes; 0: the end. Errors: those of `read`.
absl::StatusOr<GeoJsonImport> ReadGeoJson(
    absl::FunctionRef<absl::StatusOr<size_t>(char* buffer, size_t size)> read,
    const GeoJsonOptions& options);

// 7 decimals, exterior rings counter-clockwise, closed. ReadGeoJson gives back the same features.
std::string PrintGeoJson(const MapDocument& document);
// A numbered list of all coordinates in degrees and in degrees, minutes, seconds, with the digest,
// as plain text to be signed on paper. Coordinates prevail over any picture.
std::string PrintAnnex(const MapDocument& document, const Phrasebook& phrasebook,
                       Language language);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_MAP_DOCUMENT_GEOJSON_H_
