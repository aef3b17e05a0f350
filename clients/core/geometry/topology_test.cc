#include "clients/core/geometry/topology.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "clients/core/geometry/shape_testing.h"
#include "clients/core/map_document/map_testing.h"

namespace liaison {
namespace {

using nlohmann::json;

MapPoint PointFrom(const json& pair) { return {pair[0].get<int32_t>(), pair[1].get<int32_t>()}; }

// Canonical features in a document of their own.
std::vector<MapFeature> FeaturesFrom(const json& features) {
  json document = json::parse(ReadMapFile("demo_v1.canonical.json"));
  document["features"] = features;
  const absl::StatusOr<MapDocument> parsed = ParseMapDocument(document.dump());
  EXPECT_TRUE(parsed.ok()) << parsed.status() << " " << document.dump();
  return parsed.ok() ? parsed->features : std::vector<MapFeature>();
}

MapFeature& Named(MapDocument& document, const std::string& id) {
  for (MapFeature& feature : document.features) {
    if (feature.id == id) return feature;
  }
  ADD_FAILURE() << "no feature " << id;
  return document.features.front();
}

void Shift(MapPoint& point, const MapPoint& by) {
  point.lon += by.lon;
  point.lat += by.lat;
}

void Shift(MapGeometry& geometry, const MapPoint& by) {
  if (auto* line = std::get_if<MapLine>(&geometry)) {
    for (MapPoint& point : *line) Shift(point, by);
  }
  auto* polygons = std::get_if<MapMultiPolygon>(&geometry);
  if (polygons == nullptr) return;
  for (MapPolygon& polygon : *polygons) {
    for (MapRing& ring : polygon) {
      for (MapPoint& point : ring) Shift(point, by);
    }
  }
}

void SetMember(MapFeature& feature, const std::string& member, const std::string& value) {
  if (member == "side") feature.side = value;
  if (member == "zone") feature.zone = value;
  if (member == "security_zone") feature.security_zone = value;
}

void Apply(const json& edit, MapDocument& document) {
  if (edit.contains("add")) {
    document.features.push_back(FeaturesFrom(json::array({edit["add"]})).front());
    Normalise(document);
    return;
  }
  MapFeature& feature = Named(document, edit["feature"]);
  if (edit.contains("point")) feature.geometry = PointFrom(edit["point"]);
  if (edit.contains("shift")) Shift(feature.geometry, PointFrom(edit["shift"]));
  if (edit.contains("member")) SetMember(feature, edit["member"], edit["value"]);
  if (edit.contains("vertex")) {
    const json& at = edit["vertex"];
    std::get<MapMultiPolygon>(feature.geometry)[at[0]][at[1]][at[2]] = PointFrom(edit["to"]);
  }
}

bool Fits(const MapFinding& finding, const json& expected) {
  return finding.code == expected["code"] && finding.feature == expected["feature"] &&
         finding.error == expected["error"] &&
         (!expected.contains("other") || finding.other == expected["other"]) &&
         (!expected.contains("value") || finding.value == expected["value"]);
}

std::string Told(const std::vector<MapFinding>& findings) {
  std::string told;
  for (const MapFinding& finding : findings) {
    told += finding.code + (finding.error ? " error " : " warning ") + finding.feature + " " +
            finding.other + " " + finding.value + "\n";
  }
  return told;
}

void Check(const json& test, const std::vector<MapFinding>& findings) {
  for (const json& expected : test["expect"]) {
    int found = 0;
    for (const MapFinding& finding : findings) found += Fits(finding, expected) ? 1 : 0;
    EXPECT_EQ(found, 1) << expected.dump() << " in\n" << Told(findings);
  }
  if (test.contains("nothing_else")) {
    EXPECT_EQ(findings.size(), test["expect"].size()) << Told(findings);
  }
  for (const json& code : test.value("without", json::array())) {
    for (const MapFinding& finding : findings) EXPECT_NE(finding.code, code);
  }
}

TEST(Topology, FindsWhatTheScenariosSay) {
  const json cases = json::parse(ReadShapeFile("M31.json"))["cases"];
  for (const json& test : cases) {
    SCOPED_TRACE(test["name"].get<std::string>());
    MapDocument document =
        ReadMapDocument(test.value("document", std::string("demo_v1.canonical.json")));
    for (const json& edit : test["edits"]) Apply(edit, document);
    std::vector<MapDocument> neighbours;
    for (const json& neighbour : test.value("neighbours", json::array())) {
      MapDocument& added = neighbours.emplace_back();
      added.map = neighbour["map"];
      added.features = FeaturesFrom(neighbour["features"]);
    }
    std::vector<const MapDocument*> borrowed;
    for (const MapDocument& neighbour : neighbours) borrowed.push_back(&neighbour);
    Check(test, CheckTopology(document, borrowed));
  }
  EXPECT_GT(cases.size(), 25u);
}

TEST(Validity, TellsThePlace) {
  MapDocument document;
  document.features = {
      {.id = "bow", .geometry = MapMultiPolygon{{{{0, 0}, {300, 200}, {300, 0}, {0, 200}}}}}};
  const std::vector<MapFinding> findings = CheckValidity(document);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].code, "INVALID_GEOMETRY");  // its halves cancel, and are areas all the same
  document.features[0].geometry = MapMultiPolygon{{{{0, 0}, {300, 200}, {300, 0}, {0, 300}}}};
  const std::vector<MapFinding> crossed = CheckValidity(document);
  ASSERT_EQ(crossed.size(), 1u);
  EXPECT_EQ(crossed[0].code, "INVALID_GEOMETRY");
  EXPECT_EQ(crossed[0].at, (MapPoint{180, 120}));
}

TEST(Validity, HolesStayInside) {
  MapDocument document;
  document.features = {
      {.id = "a", .geometry = MapMultiPolygon{{Square(0, 0, 100), Square(200, 200, 10)}}},
      {.id = "b", .geometry = MapMultiPolygon{{Square(0, 0, 100)}, {Square(10, 10, 10)}}},
      {.id = "c", .geometry = MapMultiPolygon{{Square(0, 0, 100), Square(10, 10, 10)}}},
      {.id = "d", .geometry = MapMultiPolygon{}},
      {.id = "e", .kind = MapFeatureKind::kLine, .geometry = MapLine{{0, 0}}}};
  std::string told;
  for (const MapFinding& finding : CheckValidity(document)) {
    told += finding.feature + " " + finding.code + " " + finding.value + "\n";
  }
  EXPECT_EQ(told,
            "a INVALID_GEOMETRY Hole lies outside shell\n"
            "b INVALID_GEOMETRY Nested shells\n"
            "d RING_TOO_SHORT \n"
            "e INVALID_GEOMETRY Too few points in geometry component\n");
}

}  // namespace
}  // namespace liaison
