#include "clients/core/geometry/difference.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "clients/core/geometry/geodesic.h"
#include "clients/core/geometry/shape_testing.h"
#include "clients/core/map_document/map_testing.h"
#include "proto/base/error.h"

namespace liaison {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr double kKm2 = 1e-4;
constexpr double kMeters = 0.1;

json Expected() { return json::parse(ReadMapFile("demo_expected.json")); }

template <typename Row>
std::vector<std::string> IdsOf(const std::vector<Row>& rows) {
  std::vector<std::string> ids;
  for (const Row& row : rows) ids.push_back(row.id);
  return ids;
}

void ExpectFigures(const MapDifference& difference, const json& expected, bool swapped) {
  using Ids = std::vector<std::string>;
  EXPECT_EQ(difference.added, expected[swapped ? "removed" : "added"].get<Ids>());
  EXPECT_EQ(difference.removed, expected[swapped ? "added" : "removed"].get<Ids>());
  EXPECT_EQ(IdsOf(difference.renamed), expected["renamed"].get<Ids>());
  EXPECT_THAT(difference.changed, IsEmpty());
  EXPECT_THAT(difference.reidentified, IsEmpty());
  EXPECT_FALSE(difference.Empty());
  ASSERT_EQ(difference.moved.size(), expected["moved_m"].size());
  for (const MapMoved& moved : difference.moved) {
    EXPECT_NEAR(moved.meters, expected["moved_m"][moved.id].get<double>(), kMeters);
    EXPECT_NEAR(moved.bearing, swapped ? 270 : 90, 0.01);  // to the east; and back
  }
  ASSERT_EQ(difference.reshaped.size(), expected["reshaped_km2"].size());
  for (const MapReshaped& reshaped : difference.reshaped) {
    SCOPED_TRACE(reshaped.id);
    const json& figures = expected["reshaped_km2"][reshaped.id];
    EXPECT_NEAR(swapped ? reshaped.lost_km2 : reshaped.gained_km2, figures["gained"].get<double>(),
                kKm2);
    EXPECT_NEAR(swapped ? reshaped.gained_km2 : reshaped.lost_km2, figures["lost"].get<double>(),
                kKm2);
    EXPECT_GT(reshaped.max_m, 1000);
  }
}

TEST(Difference, TheDemonstrationHasTheExpectedFigures) {
  const json expected = Expected()["diff_v1_v2"];
  const json pairs = json::parse(ReadShapeFile("M28.json"))["pairs"];
  for (const json& pair : pairs) {
    SCOPED_TRACE(pair.dump());
    const absl::StatusOr<MapDifference> difference =
        DifferenceOf(ReadMapDocument(pair["was"].get<std::string>()),
                     ReadMapDocument(pair["now"].get<std::string>()));
    ASSERT_TRUE(difference.ok()) << difference.status();
    if (pair["as"] == "empty") {
      EXPECT_TRUE(difference->Empty());
    } else {
      ExpectFigures(*difference, expected, pair["as"] == "swapped");
    }
  }
  EXPECT_EQ(pairs.size(), 4u);
}

TEST(Difference, AreasAreThoseOfTheEllipsoid) {
  const MapDocument document = ReadMapDocument("demo_v1.canonical.json");
  const json areas = Expected()["area_km2_v1"];
  for (const auto& [id, km2] : areas.items()) {
    const MapFeature* feature = document.Find(id);
    ASSERT_NE(feature, nullptr) << id;
    EXPECT_NEAR(AreaKm2(std::get<MapMultiPolygon>(feature->geometry)), km2.get<double>(), kKm2);
  }
  EXPECT_EQ(areas.size(), 9u);
}

// A map of one feature.
MapDocument Only(MapFeature feature) {
  MapDocument document;
  document.features.push_back(std::move(feature));
  return document;
}

TEST(Difference, OtherMembersHaveARowEach) {
  const MapFeature was{.id = "cp",
                       .kind = MapFeatureKind::kCheckpoint,
                       .geometry = MapPoint{1, 2},
                       .names = {{"en", "A"}},
                       .note = "old",
                       .zone = "z",
                       .modes = {"people"}};
  MapFeature now = was;
  now.note = "";
  now.modes = {"people", "aid"};
  now.names = {{"en", "A"}, {"tr", "B"}};
  const absl::StatusOr<MapDifference> difference = DifferenceOf(Only(was), Only(now));
  ASSERT_TRUE(difference.ok());
  ASSERT_EQ(difference->changed.size(), 2u);
  EXPECT_EQ(difference->changed[0].member, "modes");
  EXPECT_EQ(difference->changed[0].was, R"(["people"])");
  EXPECT_EQ(difference->changed[0].now, R"(["people","aid"])");
  EXPECT_EQ(difference->changed[1].member, "note");
  EXPECT_EQ(difference->changed[1].was, R"("old")");
  EXPECT_EQ(difference->changed[1].now, "");
  ASSERT_EQ(difference->renamed.size(), 1u);
  EXPECT_EQ(difference->renamed[0].lang, "tr");
  EXPECT_EQ(difference->renamed[0].was, "");
  EXPECT_EQ(difference->renamed[0].now, "B");
  EXPECT_THAT(difference->moved, IsEmpty());
}

TEST(Difference, AnotherIdWithTheSameShapeIsHinted) {
  const MapFeature was{.id = "a", .geometry = MapMultiPolygon{{Square(0, 0, 1000)}}};
  MapFeature now = was;
  now.id = "b";
  const absl::StatusOr<MapDifference> difference = DifferenceOf(Only(was), Only(now));
  ASSERT_TRUE(difference.ok());
  EXPECT_THAT(difference->removed, ElementsAre("a"));
  EXPECT_THAT(difference->added, ElementsAre("b"));
  EXPECT_THAT(difference->reidentified, ElementsAre(std::pair<std::string, std::string>("a", "b")));
}

TEST(Difference, AnAreaThatBecameALineIsAnotherThing) {
  const MapFeature was{.id = "a", .geometry = MapMultiPolygon{{Square(0, 0, 1000)}}};
  const MapFeature now{
      .id = "a", .kind = MapFeatureKind::kLine, .geometry = MapLine{{0, 0}, {5, 5}}};
  const absl::StatusOr<MapDifference> difference = DifferenceOf(Only(was), Only(now));
  ASSERT_TRUE(difference.ok());
  EXPECT_THAT(difference->removed, ElementsAre("a"));
  EXPECT_THAT(difference->added, ElementsAre("a"));
}

TEST(Difference, OfALineOnlyTheDisplacementIsTold) {
  const MapFeature was{.id = "l",
                       .kind = MapFeatureKind::kLine,
                       .geometry = MapLine{{0, 0}, {1'000'000, 0}, {2'000'000, 0}}};
  MapFeature now = was;
  now.geometry = MapLine{{0, 0}, {1'000'000, 100'000}, {2'000'000, 0}};
  const absl::StatusOr<MapDifference> difference = DifferenceOf(Only(was), Only(now));
  ASSERT_TRUE(difference.ok());
  ASSERT_EQ(difference->reshaped.size(), 1u);
  // 0.01 degree of a meridian at the equator.
  EXPECT_NEAR(difference->reshaped[0].max_m, 1105.743, 0.01);
  EXPECT_EQ(difference->reshaped[0].gained_km2, 0);
}

TEST(Difference, AZoneThatGrowsOnAllSidesGainsARing) {
  const MapMultiPolygon small = {{Square(360'100'000, 350'100'000, 300'000)}};
  const MapMultiPolygon large = {{Square(360'000'000, 350'000'000, 500'000)}};
  const absl::StatusOr<MapDifference> difference =
      DifferenceOf(Only({.id = "a", .geometry = small}), Only({.id = "a", .geometry = large}));
  ASSERT_TRUE(difference.ok());
  ASSERT_EQ(difference->reshaped.size(), 1u);
  EXPECT_NEAR(difference->reshaped[0].gained_km2, AreaKm2(large) - AreaKm2(small), kKm2);
  EXPECT_EQ(difference->reshaped[0].lost_km2, 0);
}

TEST(Difference, ShapesThatAreNoneAreRefused) {
  MapFeature was{.id = "a", .geometry = MapMultiPolygon{{Square(0, 0, 1000)}}};
  MapFeature now = was;
  now.geometry = MapMultiPolygon{{{{0, 0}, {1000, 1000}, {1000, 0}, {0, 1000}}}};
  const absl::StatusOr<MapDifference> difference = DifferenceOf(Only(was), Only(now));
  EXPECT_EQ(ReasonOf(difference.status()), "INVALID_GEOMETRY");
  EXPECT_EQ(DetailOf(difference.status())->subject, "a");
}

}  // namespace
}  // namespace liaison
