#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/core/map_document/assign_ids.h"
#include "clients/core/map_document/feature_geometry.h"
#include "clients/core/map_document/feature_members.h"
#include "clients/core/map_document/geojson.h"
#include "clients/core/map_document/json_stream.h"
#include "clients/core/map_document/raw_rings.h"
#include "proto/base/error.h"

namespace liaison {
namespace {

// A file with more than these is not one to be mended by reading a list; and each takes memory.
constexpr size_t kMaxFindings = 10'000;

constexpr std::array<absl::string_view, 6> kWgs84Names = {
    "urn:ogc:def:crs:OGC:1.3:CRS84",
    "urn:ogc:def:crs:OGC::CRS84",
    "OGC:CRS84",
    "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
    "EPSG:4326",
    "urn:ogc:def:crs:EPSG::4326",
};

// Of one feature, as long as it is being read.
struct Entry {
  FeatureDraft draft;
  std::optional<RawGeometry> raw;
  std::optional<std::string> id;
  std::string plain_name;
  size_t line = 0;
  std::vector<MapFinding> findings;

  void Add(MapFinding finding) {
    if (finding.line == 0) finding.line = line;
    // A value may break more than one rule in the same way.
    if (!findings.empty() && findings.back() == finding) return;
    findings.push_back(std::move(finding));
  }
  bool Has(absl::string_view code, absl::string_view member) const {
    return std::any_of(findings.begin(), findings.end(), [&](const MapFinding& finding) {
      return finding.code == code && finding.other == member;
    });
  }
};

class GeoJsonReader {
 public:
  GeoJsonReader(JsonStream& in, const GeoJsonOptions& options) : in_(in), options_(options) {}

  GeoJsonImport Read() {
    in_.SkipByteOrderMark();
    if (in_.Next() == JsonKind::kObject) {
      in_.Object([this](absl::string_view key) { ReadMember(key); });
      in_.End();
    } else {
      AddError("NOT_GEOJSON", in_.line(), "");
    }
    if (type_ != "FeatureCollection" || !has_features_) {
      AddError("NOT_GEOJSON", in_.line(), type_);
    }
    if (!in_.ok()) AddStreamError();
    FinishCrs();
    if (options_.assign_ids) AssignIds(result_.features, options_.base);
    SortFeatures(result_.features);
    return std::move(result_);
  }

 private:
  void Add(MapFinding finding) {
    if (!in_.ok()) return;  // what follows from a broken text is no finding of its own
    if (result_.findings.size() == kMaxFindings) return in_.Fail("TOO_MANY", "too many findings");
    result_.findings.push_back(std::move(finding));
  }
  void AddError(absl::string_view code, size_t line, absl::string_view value) {
    Add({.code = std::string(code), .error = true, .line = line, .value = std::string(value)});
  }
  void AddStreamError() {
    const std::string rule = ReasonOf(in_.status());
    const bool has_code = rule == "TOO_BIG" || rule == "TOO_DEEP" || rule == "TOO_MANY";
    result_.findings.push_back(
        {.code = has_code ? rule : "BAD_JSON", .error = true, .line = in_.line()});
  }

  void ReadMember(absl::string_view key) {
    if (key == "type" && in_.Next() == JsonKind::kString) {
      type_ = in_.String();
    } else if (key == "features" && in_.Next() == JsonKind::kArray) {
      has_features_ = true;
      in_.Array([this] { ReadFeature(); });
    } else if (key == "crs") {
      ReadCrs();
    } else {
      in_.Skip();
    }
  }

  // {"type":"name","properties":{"name":"EPSG:3857"}}, or a link with its "href".
  void ReadCrs() {
    const size_t line = in_.line();
    std::string name;
    if (in_.Next() == JsonKind::kNull) {
      in_.Skip();
      return AddError("UNKNOWN_CRS", line, "");
    }
    const auto read_name = [&](absl::string_view) {
      if (in_.Next() == JsonKind::kString) {
        name = in_.String();
      } else {
        in_.Skip();
      }
    };
    if (in_.Next() != JsonKind::kObject) {
      in_.Skip();
    } else {
      in_.Object([&](absl::string_view key) {
        if (key == "properties" && in_.Next() == JsonKind::kObject) return in_.Object(read_name);
        in_.Skip();
      });
    }
    const bool is_wgs84 =
        std::any_of(kWgs84Names.begin(), kWgs84Names.end(),
                    [&](absl::string_view known) { return absl::EqualsIgnoreCase(known, name); });
    if (is_wgs84 || !in_.ok()) return;
    has_wrong_crs_ = true;
    AddError("WRONG_CRS", line, name);
  }

  // Numbers of another system are no degrees: what was said about them would mislead.
  void FinishCrs() {
    if (!has_wrong_crs_) return;
    std::erase_if(result_.findings, [](const MapFinding& finding) {
      return finding.code == "BAD_COORDINATE" || finding.code == "ANTIMERIDIAN";
    });
  }

  void ReadFeature() {
    if (++features_ > kMaxMapFeatures) {
      return in_.Fail("TOO_BIG", absl::StrCat("more than ", kMaxMapFeatures, " features"));
    }
    if (in_.Next() != JsonKind::kObject) {
      in_.Skip();
      return AddError("NOT_GEOJSON", in_.line(), absl::StrCat("#", features_));
    }
    Entry entry;
    entry.line = in_.line();
    in_.Object([&](absl::string_view key) { ReadFeatureMember(key, entry); });
    if (!in_.ok()) return;
    Finish(entry);
  }

  void ReadFeatureMember(absl::string_view key, Entry& entry) {
    if (key == "id") {
      ReadId(entry);
    } else if (key == "geometry" && in_.Next() == JsonKind::kObject) {
      entry.raw = ReadRawGeometry(in_, MapUnits::kDegrees, points_);
    } else if (key == "properties" && in_.Next() == JsonKind::kObject) {
      in_.Object([&](absl::string_view name) { ReadProperty(name, entry); });
    } else if (key == "crs") {
      ReadCrs();
    } else {
      in_.Skip();
    }
  }

  void ReadId(Entry& entry) {
    if (in_.Next() == JsonKind::kNull) return in_.Skip();
    entry.id = in_.Next() == JsonKind::kNumber ? std::string(in_.Number())
                                               : ReadWord(in_, "id", FaultsOf(entry, in_.line()));
  }

  void ReadProperty(absl::string_view key, Entry& entry) {
    if (in_.Next() == JsonKind::kNull) return in_.Skip();  // how tables write "absent"
    const auto faults = FaultsOf(entry, in_.line());
    if (key == "name") {
      entry.plain_name = ReadName(in_, key, faults);
    } else if (!liaison::ReadFeatureMember(in_, key, MapUnits::kDegrees, entry.draft, faults)) {
      in_.Skip();
      Drop(key, entry);
    }
  }

  void Drop(absl::string_view property, Entry& entry) {
    if (!dropped_.insert(std::string(property)).second) return;
    entry.Add({.code = "MEMBER_DROPPED", .other = std::string(property)});
  }

  // For the functions that both formats share; borrows the entry.
  std::function<void(absl::string_view, absl::string_view, absl::string_view)> FaultsOf(
      Entry& entry, size_t line) {
    return [this, line, &entry](absl::string_view code, absl::string_view member,
                                absl::string_view value) {
      // Of what is there and bad it need not be said that it is missing.
      if (absl::StartsWith(code, "MISSING_") &&
          (entry.Has("BAD_MEMBER", member) || entry.Has("BAD_TEXT", member))) {
        return;
      }
      entry.Add({.code = std::string(code),
                 .error = true,
                 .line = line,
                 .other = std::string(member),
                 .value = std::string(value)});
      if (entry.findings.size() > kMaxFindings) in_.Fail("TOO_MANY", "too many findings");
    };
  }

  void Finish(Entry& entry) {
    FinishKindAndName(entry);
    FinishId(entry);
    const bool has_geometry = FinishGeometry(entry);
    MapFeature& feature = entry.draft.feature;
    const std::string label = Label(entry);
    for (MapFinding& finding : entry.findings) {
      finding.feature = label;
      Add(std::move(finding));
    }
    if (!has_geometry) return;
    if (feature.id.empty() && !options_.assign_ids) feature.id = label;
    result_.features.push_back(std::move(feature));
  }

  // What a person finds the feature by.
  std::string Label(const Entry& entry) const {
    if (entry.id) return *entry.id;
    const MapNames& names = entry.draft.feature.names;
    if (!names.empty()) return names.begin()->second;
    return entry.plain_name.empty() ? absl::StrCat("#", features_) : entry.plain_name;
  }

  void FinishKindAndName(Entry& entry) {
    MapFeature& feature = entry.draft.feature;
    std::optional<MapFeatureKind>& kind = entry.draft.kind;
    if (!feature.names.empty()) {
      if (!entry.plain_name.empty()) Drop("name", entry);
    } else if (!entry.plain_name.empty() && !options_.lang.empty()) {
      feature.names[options_.lang] = entry.plain_name;
    }
    if (kind.has_value() || entry.Has("BAD_MEMBER", "kind")) {
      feature.kind = kind.value_or(MapFeatureKind::kZone);
    } else if (options_.kind) {
      kind = options_.kind;
      feature.kind = *kind;
    } else {
      entry.Add({.code = "MISSING_KIND", .error = true});
    }
    if (kind) return CheckMembers(feature, FaultsOf(entry, entry.line));
    if (feature.names.empty()) entry.Add({.code = "MISSING_NAME", .error = true});
  }

  void FinishId(Entry& entry) {
    if (!entry.id) {
      if (!options_.assign_ids) entry.Add({.code = "MISSING_ID", .error = true});
      return;
    }
    entry.draft.feature.id = *entry.id;
    if (!IsMapId(*entry.id)) {
      return entry.Add({.code = "BAD_ID", .error = true, .other = "id", .value = *entry.id});
    }
    const auto [first, is_new] = lines_.emplace(*entry.id, entry.line);
    if (is_new) return;
    entry.Add({.code = "DUPLICATE_ID", .error = true, .value = absl::StrCat(first->second)});
  }

  // Whether there is one that can be shown to CheckValidity.
  bool FinishGeometry(Entry& entry) {
    if (!entry.raw) {
      entry.Add({.code = "BAD_COORDINATE", .error = true});
      return false;
    }
    const size_t before = entry.findings.size();
    const std::string type = entry.raw->type;
    if (entry.raw->has_altitude) entry.Add({.code = "Z_DROPPED"});
    for (MapFinding& finding : CheckRawGeometry(*entry.raw)) entry.Add(std::move(finding));
    if (HasError(
            {entry.findings.begin() + static_cast<std::ptrdiff_t>(before), entry.findings.end()})) {
      return false;
    }
    MapGeometry geometry = *GeometryOf(*std::move(entry.raw));
    if (entry.draft.kind && !FitsKind(geometry, *entry.draft.kind)) {
      entry.Add({.code = "GEOMETRY_KIND", .error = true, .value = type});
      return false;
    }
    entry.draft.feature.geometry = std::move(geometry);
    NormaliseFeature(entry.draft.feature);
    return true;
  }

  JsonStream& in_;
  const GeoJsonOptions& options_;
  GeoJsonImport result_;
  std::string type_;
  bool has_features_ = false;
  bool has_wrong_crs_ = false;
  size_t features_ = 0;
  size_t points_ = 0;
  absl::flat_hash_map<std::string, size_t> lines_;  // by id: where it came first
  absl::flat_hash_set<std::string> dropped_;
};

}  // namespace

absl::StatusOr<GeoJsonImport> ReadGeoJson(
    absl::FunctionRef<absl::StatusOr<size_t>(char* buffer, size_t size)> read,
    const GeoJsonOptions& options) {
  absl::Status read_error;
  JsonStream in(
      [&](char* buffer, size_t size) {
        absl::StatusOr<size_t> count = read(buffer, size);
        if (!count.ok()) read_error = count.status();
        return count;
      },
      kMaxGeoJsonBytes);
  GeoJsonImport result = GeoJsonReader(in, options).Read();
  if (!read_error.ok()) return read_error;
  return result;
}

}  // namespace liaison
