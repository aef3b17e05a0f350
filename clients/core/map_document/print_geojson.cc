#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/core/map_document/append_list.h"
#include "clients/core/map_document/degrees.h"
#include "clients/core/map_document/geojson.h"

namespace liaison {
namespace {

void AppendDegrees(const MapPoint& point, std::string& out) {
  absl::StrAppend(&out, "[", PrintDegrees(point.lon), ",", PrintDegrees(point.lat), "]");
}

// With the first point once more at its end.
void AppendRing(const MapRing& ring, std::string& out) {
  out.push_back('[');
  for (const MapPoint& point : ring) {
    AppendDegrees(point, out);
    out.push_back(',');
  }
  if (!ring.empty()) AppendDegrees(ring.front(), out);
  out.push_back(']');
}

struct GeometryPrinter {
  std::string& out;

  void operator()(const MapMultiPolygon& polygons) const {
    out.append(R"({"type":"MultiPolygon","coordinates":)");
    AppendList(polygons, out, [](const MapPolygon& polygon, std::string& text) {
      AppendList(polygon, text, AppendRing);
    });
  }
  void operator()(const MapLine& line) const {
    out.append(R"({"type":"LineString","coordinates":)");
    AppendList(line, out, AppendDegrees);
  }
  void operator()(const MapPoint& point) const {
    out.append(R"({"type":"Point","coordinates":)");
    AppendDegrees(point, out);
  }
};

// In degrees, unlike the canonical member.
void AppendSurvey(const MapSurvey& survey, std::string& out) {
  absl::StrAppend(&out, R"({"by":)", PrintCanonicalJson(survey.by), R"(,"on":)",
                  PrintCanonicalJson(survey.on), R"(,"lonlat":)");
  AppendDegrees(survey.lonlat, out);
  absl::StrAppend(&out, R"(,"acc_cm":)", survey.acc_cm, "}");
}

void AppendGeoJsonFeature(const MapFeature& feature, std::string& out) {
  absl::StrAppend(&out, R"({"type":"Feature","id":)", PrintCanonicalJson(feature.id),
                  R"(,"properties":{"kind":)",
                  PrintCanonicalJson(std::string(MapFeatureKindName(feature.kind))));
  for (const auto& [key, value] : MapMembers(feature)) {
    if (key == "id" || key == "kind" || key == "surveys") continue;
    absl::StrAppend(&out, ",\"", key, "\":", PrintCanonicalJson(value));
  }
  if (!feature.surveys.empty()) {
    out.append(R"(,"surveys":)");
    AppendList(feature.surveys, out, AppendSurvey);
  }
  out.append(R"(},"geometry":)");
  std::visit(GeometryPrinter{out}, feature.geometry);
  out.append("}}");
}

}  // namespace

std::string PrintGeoJson(const MapDocument& document) {
  std::string out =
      absl::StrCat(R"({"type":"FeatureCollection","map":)", PrintCanonicalJson(document.map),
                   R"(,"version":)", document.version, R"(,"features":[)");
  // A feature a line: findings name lines, and files can be compared by any tool.
  for (const MapFeature& feature : document.features) {
    absl::StrAppend(&out, &feature == document.features.data() ? "\n" : ",\n");
    AppendGeoJsonFeature(feature, out);
  }
  out.append("\n]}\n");
  return out;
}

}  // namespace liaison
