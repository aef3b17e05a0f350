#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "clients/core/map_document/document.h"
#include "clients/core/map_document/map_testing.h"
#include "proto/base/error.h"
#include "proto/text/testing.h"

namespace liaison {
namespace {

std::string Changed(const nlohmann::json& test_case) {
  std::string text(kMapExample);
  for (const auto& change : test_case["changes"]) {
    const std::string changed =
        Replaced(text, change[0].get<std::string>(), change[1].get<std::string>());
    EXPECT_NE(changed, text) << test_case["name"];
    text = changed;
  }
  return text;
}

TEST(CanonicalMap, WhatIsNotCanonicalIsRefused) {
  const nlohmann::json cases = ReadMapJson("canonical_cases.json")["not_canonical"];
  for (const auto& test_case : cases) {
    const absl::StatusOr<MapDocument> document = ParseMapDocument(Changed(test_case));
    EXPECT_EQ(ReasonOf(document.status()), "NOT_CANONICAL") << test_case["name"];
  }
  RecordProperty("cases", static_cast<int>(cases.size()));
  EXPECT_EQ(cases.size(), 49u);
}

TEST(CanonicalMap, WhatLooksOddButIsCanonicalIsTaken) {
  const nlohmann::json cases = ReadMapJson("canonical_cases.json")["canonical"];
  for (const auto& test_case : cases) {
    const std::string text = Changed(test_case);
    const absl::StatusOr<MapDocument> document = ParseMapDocument(text);
    ASSERT_TRUE(document.ok()) << test_case["name"] << ": " << document.status();
    EXPECT_EQ(PrintMapDocument(*document), text);
  }
  EXPECT_EQ(cases.size(), 9u);
}

TEST(CanonicalMap, EveryCutAndEveryChangedByteIsRefusedOrAnotherCanonicalDocument) {
  const std::string text(kMapExample);
  for (size_t i = 0; i < text.size(); ++i) {
    EXPECT_FALSE(ParseMapDocument(text.substr(0, i)).ok()) << i;
    for (const char c : {' ', '"', '0', '9', ',', ']', 'x', '\x80'}) {
      std::string changed = text;
      changed[i] = c;
      const absl::StatusOr<MapDocument> document = ParseMapDocument(changed);
      if (!document.ok()) continue;
      EXPECT_EQ(PrintMapDocument(*document), changed);
    }
  }
}

TEST(CanonicalMap, LimitsHoldBeforeAnythingIsKept) {
  const std::string points = [] {
    std::string text;
    for (size_t i = 0; i <= kMaxMapPoints; ++i) text += "[1,2],";
    return text;
  }();
  EXPECT_EQ(
      ReasonOf(ParseMapDocument(Replaced(kMapExample, "[361000000,350000000],", points)).status()),
      "TOO_BIG");
  EXPECT_EQ(ReasonOf(ParseMapDocument(std::string(kMaxMapBytes + 1, ' ')).status()), "TOO_BIG");
  EXPECT_EQ(
      ReasonOf(ParseMapDocument(Replaced(kMapExample, "[[[[", std::string(40, '['))).status()),
      "TOO_DEEP");
}

TEST(CanonicalMap, PointsAreRoundedToTheGridAndRefusedOutOfRange) {
  EXPECT_EQ(PointOf(36.20000004, 35.1), (MapPoint{362000000, 351000000}));
  EXPECT_EQ(PointOf(-0.00000005, 0.00000005), (MapPoint{-1, 1}));  // llround: away from zero
  EXPECT_EQ(PointOf(180, -90), (MapPoint{1800000000, -900000000}));
  EXPECT_EQ(PointOf(180.0000001, 0), std::nullopt);
  EXPECT_EQ(PointOf(0, -90.0000001), std::nullopt);
  EXPECT_EQ(PointOf(std::nan(""), 0), std::nullopt);
  EXPECT_EQ(PointOf(0, INFINITY), std::nullopt);
}

// People's spelling of the same map: everything that may differ does.
class Shuffler {
 public:
  explicit Shuffler(uint64_t seed) : random_(seed) {}

  std::string Print(MapDocument document) {
    Shuffle(document.features, 0);
    std::string out = R"({"type":"FeatureCollection","features":[)";
    for (MapFeature& feature : document.features) {
      if (&feature != document.features.data()) out += ",";
      nlohmann::json properties = nlohmann::json::parse(PrintMapFeature(feature));
      for (const char* member : {"id", "geometry"}) properties.erase(member);
      out += absl::StrFormat(R"({"type":"Feature","id":"%s","properties":%s,"geometry":%s})",
                             feature.id, properties.dump(), Geometry(feature.geometry));
    }
    return out + "]}";
  }

 private:
  template <typename T>
  void Shuffle(std::vector<T>& items, size_t from) {
    for (size_t i = items.size(); i > from + 1; --i) {
      std::swap(items[i - 1], items[from + random_.Below(i - from)]);
    }
  }

  std::string Point(const MapPoint& point) {
    const auto noisy = [this](int32_t grid) {
      return grid / 1e7 + (static_cast<double>(random_.Below(2001)) - 1000) * 1e-12;
    };
    return absl::StrFormat("[%.13f,%.13f]", noisy(point.lon), noisy(point.lat));
  }

  std::string Points(const std::vector<MapPoint>& points) {
    std::string out;
    for (const MapPoint& point : points) {
      out += (out.empty() ? "" : ",") + Point(point);
      if (random_.Below(8) == 0) out += "," + Point(point);
    }
    return "[" + out + "]";
  }

  std::string Ring(MapRing ring) {
    std::rotate(ring.begin(),
                ring.begin() + static_cast<std::ptrdiff_t>(random_.Below(ring.size())), ring.end());
    if (random_.Coin()) std::reverse(ring.begin(), ring.end());
    ring.push_back(ring.front());
    return Points(ring);
  }

  std::string Geometry(MapGeometry& geometry) {
    if (const auto* point = std::get_if<MapPoint>(&geometry)) {
      return R"({"type":"Point","coordinates":)" + Point(*point) + "}";
    }
    if (const auto* line = std::get_if<MapLine>(&geometry)) {
      std::string text;
      for (const MapPoint& point : *line) text += (text.empty() ? "" : ",") + Point(point);
      return R"({"coordinates":[)" + text + R"(],"type":"LineString"})";
    }
    auto& polygons = std::get<MapMultiPolygon>(geometry);
    Shuffle(polygons, 0);
    std::string text;
    for (MapPolygon& polygon : polygons) {
      Shuffle(polygon, 1);
      std::string rings;
      for (const MapRing& ring : polygon) rings += (rings.empty() ? "" : ",") + Ring(ring);
      text += (text.empty() ? "[" : ",[") + rings + "]";
    }
    if (polygons.size() == 1 && random_.Coin()) {
      return R"({"type":"Polygon","coordinates":)" + text + "}";
    }
    return R"({"type":"MultiPolygon","coordinates":[)" + text + "]}";
  }

  TestRandom random_;
};

// Adds to the demonstration what it lacks: parts and holes.
MapDocument DemoWithHoles() {
  MapDocument document = ReadMapDocument("demo_v1.canonical.json");
  const auto square = [](int32_t lon, int32_t lat, int32_t size) {
    return MapRing{{lon, lat}, {lon + size, lat}, {lon + size, lat + size}, {lon, lat + size}};
  };
  MapFeature& zone = document.features.back();
  zone.geometry = MapMultiPolygon{
      {square(100, 100, 900), square(200, 200, 50), square(300, 200, 60), square(200, 400, 70)},
      {square(5000, 100, 900), square(5200, 200, 50), square(5300, 200, 60)},
      {square(-5000, -100, 90)}};
  Normalise(document);
  return document;
}

TEST(CanonicalMap, ShufflesGiveTheSameBytes) {
  const MapDocument demo = DemoWithHoles();
  const std::string bytes = PrintMapDocument(demo);
  for (uint64_t seed = 1; seed <= 200; ++seed) {
    const std::string text = Shuffler(seed).Print(demo);
    GeoJsonImport import = ReadGeoJsonText(text);
    ASSERT_THAT(import.findings, testing::IsEmpty()) << "seed " << seed;
    MapDocument again = demo;
    again.features = std::move(import.features);
    ASSERT_EQ(PrintMapDocument(again), bytes) << "seed " << seed;
    Normalise(again);
    ASSERT_EQ(PrintMapDocument(again), bytes) << "twice, seed " << seed;
  }
}

TEST(CanonicalMap, RingThatRepeatsItselfHasOneBeginningAndCostsLittle) {
  MapRing ring;
  for (int32_t i = 0; i < 200'000; ++i) ring.push_back({i % 2, i % 4 == 1 ? 1 : 0});
  ring.push_back({5, 5});
  MapGeometry geometry = MapMultiPolygon{{ring}};
  NormaliseGeometry(geometry);
  std::rotate(ring.begin(), ring.begin() + 12'345, ring.end());
  MapGeometry rotated = MapMultiPolygon{{ring}};
  NormaliseGeometry(rotated);
  EXPECT_EQ(geometry, rotated);
}

}  // namespace
}  // namespace liaison
