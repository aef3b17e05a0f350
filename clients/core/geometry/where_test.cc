#include "clients/core/geometry/where.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "clients/core/geometry/border.h"
#include "clients/core/geometry/shape_testing.h"
#include "clients/core/map_document/map_testing.h"

namespace liaison {
namespace {

using nlohmann::json;

constexpr double kTolerance = 0.1;

class Where : public ::testing::Test {
 protected:
  const json scenario_ = json::parse(ReadShapeFile("M27.json"));
  const json expected_ = json::parse(ReadMapFile("demo_expected.json"))["where"];

  MapDocument Document(const std::string& version) const {
    return ReadMapDocument(scenario_["documents"][version].get<std::string>());
  }
};

MapPoint PointIn(const json& place) {
  return *PointOf(place["lon"].get<double>(), place["lat"].get<double>());
}

std::vector<std::string> Ids(const json& list) { return list.get<std::vector<std::string>>(); }

TEST_F(Where, ThePlacesOfTheDemonstrationLieWhereTheyShould) {
  for (const char* version : {"v1", "v2"}) {
    const WhereIndex index(Document(version));
    for (const json& place : expected_) {
      SCOPED_TRACE(std::string(version) + " " + place.dump());
      const json& ids = place.contains(version) ? place[version] : place["v1"];
      EXPECT_EQ(index.Containing(PointIn(place)), Ids(ids));
      const WhereAnswer answer = index.Find(PointIn(place), 0);
      EXPECT_EQ(answer.zones.size() + answer.security_zones.size(), ids.size());
      EXPECT_FALSE(answer.conflict);
    }
  }
}

TEST_F(Where, BordersAreAsFarAsTheyShould) {
  for (const std::string version : {"v1", "v2"}) {
    const MapDocument document = Document(version);
    const WhereIndex index(document);
    for (const json& place : expected_) {
      const std::string key =
          version == "v2" && place.contains("border_m_v2") ? "border_m_v2" : "border_m";
      for (const auto& [id, meters] : place[key].items()) {
        SCOPED_TRACE(version + " " + place.dump());
        const WhereAnswer answer = index.Find(PointIn(place), 0);
        ASSERT_TRUE(answer.nearest.has_value());
        EXPECT_EQ(answer.nearest->id, id);
        EXPECT_NEAR(answer.nearest->distance_m, meters.get<double>(), kTolerance);
        for (const WhereZone& zone : answer.zones) {
          EXPECT_NEAR(zone.border_m, answer.nearest->distance_m, kTolerance);
        }
      }
    }
  }
}

TEST_F(Where, AnAccuracyThatReachesTheBorderMakesItUncertain) {
  for (const json& each : scenario_["accuracy"]) {
    const WhereIndex index(Document(each["version"]));
    EXPECT_EQ(index.Find(PointIn(each), each["accuracy_m"].get<double>()).certain,
              each["certain"].get<bool>())
        << each.dump();
  }
}

TEST_F(Where, ALineHasItsSides) {
  for (const json& each : scenario_["sides"]) {
    const WhereAnswer answer = WhereIndex(Document(each["version"])).Find(PointIn(each), 0);
    ASSERT_EQ(answer.lines.size(), 1u);
    EXPECT_EQ(answer.lines.front().id, each["line"].get<std::string>());
    EXPECT_EQ(answer.lines.front().side, each["side"].get<std::string>()) << each.dump();
  }
}

TEST(WhereLineSide, AtACornerWhatIsNearestIsTheCorner) {
  MapDocument document;
  // Goes east, then turns left, to the north: its outer side is on the right.
  document.features = {{.id = "l",
                        .kind = MapFeatureKind::kLine,
                        .geometry = MapLine{{0, 0}, {1000, 0}, {1000, 1000}}}};
  const WhereIndex index(document);
  const auto side = [&](MapPoint place) { return index.Find(place, 0).lines.front().side; };
  EXPECT_EQ(side({500, 500}), "left");
  EXPECT_EQ(side({1200, -300}), "right");
  EXPECT_EQ(side({1300, -200}), "right");
  EXPECT_EQ(side({1000, -300}), "right");
  EXPECT_EQ(side({1000, 0}), "on");
  EXPECT_EQ(side({1000, 500}), "on");
  EXPECT_EQ(side({-100, 10}), "left");
}

// Every vertex and every midpoint that lies on the grid.
TEST_F(Where, TheBoundaryBelongsToTheZone) {
  size_t midpoints = 0;
  for (const char* version : {"v1", "v2"}) {
    const MapDocument document = Document(version);
    const WhereIndex index(document);
    for (const MapFeature& feature : document.features) {
      if (!std::holds_alternative<MapMultiPolygon>(feature.geometry)) continue;
      for (const MapEdge& edge : EdgesOf(feature.geometry)) {
        EXPECT_THAT(index.Containing(edge.a), ::testing::Contains(feature.id));
        const MapPoint middle{
            edge.a.lon / 2 + edge.b.lon / 2 + (edge.a.lon % 2 + edge.b.lon % 2) / 2,
            edge.a.lat / 2 + edge.b.lat / 2 + (edge.a.lat % 2 + edge.b.lat % 2) / 2};
        const bool on_grid = (edge.a.lon + int64_t{edge.b.lon}) % 2 == 0 &&
                             (edge.a.lat + int64_t{edge.b.lat}) % 2 == 0;
        if (!on_grid) continue;
        ++midpoints;
        EXPECT_THAT(index.Containing(middle), ::testing::Contains(feature.id));
      }
    }
  }
  EXPECT_GT(midpoints, 100u);
}

TEST_F(Where, IndexAndScanAgree) {
  for (const char* version : {"v1", "v2"}) {
    const MapDocument document = Document(version);
    const WhereIndex index(document);
    Dice dice(27);
    size_t inside = 0;
    for (int i = 0; i < scenario_["random_points"].get<int>(); ++i) {
      const MapPoint place{dice.Roll(357'000'000, 374'000'000),
                           dice.Roll(323'000'000, 364'000'000)};
      const std::vector<std::string> ids = index.Containing(place);
      ASSERT_EQ(ids, ContainingByScan(document, place)) << place.lon << " " << place.lat;
      inside += ids.size();
    }
    EXPECT_GT(inside, 1000u);  // the points are where something is
    for (const MapFeature& feature : document.features) {
      for (const MapEdge& edge : EdgesOf(feature.geometry)) {
        EXPECT_EQ(index.Containing(edge.a), ContainingByScan(document, edge.a));
      }
    }
  }
}

// Small coordinates, so that places lie on borders, level with corners and in holes all the time.
TEST(WhereSmall, IndexAndScanAgreeOnAMapFullOfHoles) {
  MapDocument document = HolesMap();
  const WhereIndex index(document);
  for (int lon = -2; lon <= 74; ++lon) {
    for (int lat = -2; lat <= 74; ++lat) {
      const MapPoint place{lon, lat};
      const std::vector<std::string> ids = index.Containing(place);
      EXPECT_EQ(ids, ContainingByScan(document, place)) << lon << " " << lat;
      EXPECT_EQ(ids, HolesMapAt(place)) << lon << " " << lat;
      EXPECT_EQ(index.Find(place, 0).conflict, ids.size() > 1);
    }
  }
}

TEST(WhereSmall, ProductsOfTheLargestCoordinatesDoNotOverflow) {
  const MapEdge diagonal{{INT32_MIN, INT32_MIN}, {INT32_MAX, INT32_MAX}};
  EXPECT_EQ(SideOfEdge(diagonal, {INT32_MIN, INT32_MAX}), 1);
  EXPECT_EQ(SideOfEdge(diagonal, {INT32_MAX, INT32_MIN}), -1);
  EXPECT_EQ(SideOfEdge(diagonal, {-1, 0}), 1);
  EXPECT_EQ(SideOfEdge(diagonal, {0, -1}), -1);
  EXPECT_EQ(SideOfEdge(diagonal, {0, 0}), 0);
}

TEST_F(Where, TheNearestBorderIsTheNearestOfAllEdges) {
  const MapDocument document = Document("v1");
  const WhereIndex index(document);
  Dice dice(5);
  for (int i = 0; i < 300; ++i) {
    const MapPoint place{dice.Roll(330'000'000, 400'000'000), dice.Roll(300'000'000, 380'000'000)};
    double nearest = kNoLimitMeters;
    for (const MapFeature& feature : document.features) {
      if (!std::holds_alternative<MapMultiPolygon>(feature.geometry)) continue;
      for (const MapEdge& edge : EdgesOf(feature.geometry)) {
        nearest = std::min(nearest, NearestPlace(PlaceOf(place), edge).way.meters);
      }
    }
    EXPECT_NEAR(index.Find(place, 0).nearest->distance_m, nearest, 1e-6);
  }
}

TEST(WhereSmall, AMapWithoutAreasHasNoNearestBorder) {
  const WhereAnswer answer = WhereIndex(MapDocument()).Find({1, 2}, 10);
  EXPECT_FALSE(answer.nearest.has_value());
  EXPECT_TRUE(answer.certain);
}

}  // namespace
}  // namespace liaison
