#include "clients/core/map_picture/base_map.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "clients/core/language/label_set.h"
#include "clients/core/map_picture/base_files.h"
#include "proto/base/check.h"

namespace liaison {
namespace {

using Value = nlohmann::json;

absl::string_view FileNamed(absl::string_view name) {
  for (const DataFile& file : BaseFiles()) {
    if (file.name == name) return file.content;
  }
  LIAISON_CHECK(false);
}

// The data is the program's own: broken, it is our bug, and a test reads all of it.
Value FeaturesOf(absl::string_view name) {
  const absl::string_view text = FileNamed(name);
  Value file = Value::parse(text.begin(), text.end(), nullptr, false);
  LIAISON_CHECK(file.is_object() && file.contains("features"));
  return std::move(file["features"]);
}

MapPoint PointFrom(const Value& pair) {
  const std::optional<MapPoint> point = PointOf(pair[0].get<double>(), pair[1].get<double>());
  LIAISON_CHECK(point.has_value());
  return *point;
}

std::vector<MapPoint> PointsFrom(const Value& pairs) {
  std::vector<MapPoint> points;
  for (const Value& pair : pairs) points.push_back(PointFrom(pair));
  return points;
}

MapPolygon PolygonFrom(const Value& rings) {
  MapPolygon polygon;
  for (const Value& ring : rings) {
    polygon.push_back(PointsFrom(ring));
    polygon.back().pop_back();  // closed in the file, not here
  }
  return polygon;
}

MapMultiPolygon AreasFrom(const Value& geometry) {
  const Value& coordinates = geometry["coordinates"];
  if (geometry["type"] == "Polygon") return {PolygonFrom(coordinates)};
  MapMultiPolygon areas;
  for (const Value& polygon : coordinates) areas.push_back(PolygonFrom(polygon));
  return areas;
}

class PlaceNames {
 public:
  explicit PlaceNames(Language language) : language_(language) {
    absl::StatusOr<TranslationTable> names =
        ParseMessages("place_names.json", FileNamed("place_names.json"));
    LIAISON_CHECK(names.ok());
    names_ = *std::move(names);
  }
  std::string Of(const std::string& id, const Value& source) const {
    const auto found = names_.find(id);
    return found == names_.end() ? source.get<std::string>() : In(found->second, language_);
  }

 private:
  Language language_;
  TranslationTable names_;
};

}  // namespace

BaseMap ReadBaseMap(Language language) {
  const PlaceNames names(language);
  BaseMap base;
  for (const Value& feature : FeaturesOf("neighbours.geojson")) {
    const Value& properties = feature["properties"];
    base.countries.push_back({names.Of(properties["iso_n3"].get<std::string>(), properties["name"]),
                              AreasFrom(feature["geometry"])});
  }
  for (const Value& feature : FeaturesOf("admin1.geojson")) {
    base.governorates.push_back(AreasFrom(feature["geometry"]));
  }
  for (const Value& feature : FeaturesOf("rivers.geojson")) {
    base.rivers.push_back(PointsFrom(feature["geometry"]["coordinates"]));
  }
  for (const Value& feature : FeaturesOf("cities.geojson")) {
    const Value& properties = feature["properties"];
    const std::string id = std::to_string(properties["geonameid"].get<int64_t>());
    base.towns.push_back({names.Of(id, properties["name"]),
                          PlaceOf(PointFrom(feature["geometry"]["coordinates"])),
                          properties["population"].get<int64_t>()});
  }
  std::stable_sort(base.towns.begin(), base.towns.end(), [](const BaseTown& a, const BaseTown& b) {
    return a.population > b.population;
  });
  return base;
}

}  // namespace liaison
