// A map as people sign for it: one canonical JSON object with integer coordinates. Source: MAPS
// section 2 decides every byte; RFC 8785.
#ifndef LIAISON_CLIENTS_CORE_MAP_DOCUMENT_DOCUMENT_H_
#define LIAISON_CLIENTS_CORE_MAP_DOCUMENT_DOCUMENT_H_

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/text/canonical_json.h"
#include "proto/text/hash.h"

namespace liaison {

inline constexpr absl::string_view kMapFormat = "liaison-map/1";
inline constexpr size_t kMaxMapBytes = size_t{64} << 20;
inline constexpr size_t kMaxMapFeatures = 100'000;
inline constexpr size_t kMaxMapPoints = 2'000'000;
inline constexpr int32_t kMaxMapLon = 1'800'000'000;
inline constexpr int32_t kMaxMapLat = 900'000'000;

// In 1e-7 degree, WGS 84: longitude within +-kMaxMapLon, latitude within +-kMaxMapLat.
struct MapPoint {
  int32_t lon = 0;
  int32_t lat = 0;
  friend auto operator<=>(const MapPoint&, const MapPoint&) = default;
};
// An edge is straight in longitude and latitude. A ring's closing point is not repeated.
using MapRing = std::vector<MapPoint>;
using MapPolygon = std::vector<MapRing>;  // exterior, then holes
using MapMultiPolygon = std::vector<MapPolygon>;
using MapLine = std::vector<MapPoint>;  // its direction matters
using MapGeometry = std::variant<MapMultiPolygon, MapLine, MapPoint>;

enum class MapFeatureKind : uint8_t {
  kZone,
  kSecurityZone,
  kLine,
  kCheckpoint,
  kObservationPost,
};
absl::string_view MapFeatureKindName(MapFeatureKind kind);  // "security_zone"
std::optional<MapFeatureKind> MapFeatureKindOf(absl::string_view name);

// By language, "en": of en ru tr fa ar.
using MapNames = std::map<std::string, std::string>;
using MapAttr = std::variant<std::string, int64_t, bool>;

// A party's own measurement of a point.
struct MapSurvey {
  std::string by;
  std::string on;  // date, "2017-05-22"
  MapPoint lonlat;
  int64_t acc_cm = 0;
  friend bool operator==(const MapSurvey&, const MapSurvey&) = default;
};

// Members that its kind does not have are empty.
struct MapFeature {
  std::string id;
  MapFeatureKind kind = MapFeatureKind::kZone;
  MapGeometry geometry;
  MapNames names;
  std::string note;
  std::map<std::string, MapAttr> attrs;
  std::vector<MapSurvey> surveys;
  std::vector<std::string> est;    // zone: parties that set it up
  std::string zone;                // security_zone, line, checkpoint, observation_post: an id
  std::string side;                // security_zone: outside, inside, both
  std::string left, right;         // line: whose side
  std::string security_zone;       // checkpoint, observation_post: an id
  std::vector<std::string> modes;  // checkpoint: of people, goods, aid, in this order
  std::string by;                  // checkpoint, observation_post: a party
  friend bool operator==(const MapFeature&, const MapFeature&) = default;
};

struct MapProvenance {
  std::string by;  // party
  std::string source;
  std::string note;
  friend bool operator==(const MapProvenance&, const MapProvenance&) = default;
};

struct MapDocument {
  std::string map;
  uint64_t version = 1;
  std::optional<Hash> base;
  std::optional<int64_t> effective_s;
  std::optional<int64_t> expiry_s;
  std::optional<uint64_t> reverts;
  std::array<uint8_t, 16> salt{};
  MapNames title;
  MapProvenance provenance;
  std::vector<MapFeature> features;
  friend bool operator==(const MapDocument&, const MapDocument&) = default;

  const MapFeature* Find(absl::string_view id) const;  // features are sorted by id; nullptr: none
};

// Reads canonical bytes only. Errors: InvalidArgument NOT_CANONICAL (also unknown members, wrong
// characters; the message says where), TOO_BIG, TOO_DEEP.
absl::StatusOr<MapDocument> ParseMapDocument(absl::string_view bytes);
// The canonical bytes of a document that Normalise has seen.
std::string PrintMapDocument(const MapDocument& document);
// Of a feature: all members but "geometry", as the canonical document has them; those that it does
// not have are absent. Its geometry, and all of it, as canonical JSON.
Json::Object MapMembers(const MapFeature& feature);
std::string PrintMapGeometry(const MapGeometry& geometry);
std::string PrintMapFeature(const MapFeature& feature);
// SHA-256 of the canonical bytes: what is signed for.
Hash MapDigest(absl::string_view bytes);

// Brings rings, polygons and features into the one order and direction, merges equal neighbours,
// and puts people's text into NFC. What makes no ring (no area, too few points) stays, for the
// findings to name. Idempotent.
void Normalise(MapDocument& document);
void NormaliseFeature(MapFeature& feature);
void SortFeatures(std::vector<MapFeature>& features);  // by id; equal ones stay as they are
void NormaliseGeometry(MapGeometry& geometry);
// llround(v * 1e7) on IEEE doubles; nullopt: out of range, or no finite number.
std::optional<MapPoint> PointOf(double lon, double lat);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_MAP_DOCUMENT_DOCUMENT_H_
