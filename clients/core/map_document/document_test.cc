#include "clients/core/map_document/document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "clients/core/map_document/map_testing.h"
#include "proto/base/error.h"

namespace liaison {
namespace {

constexpr absl::string_view kExample =
    R"({"expiry":1509753600,"features":[{"geometry":{"coordinates":[[[[361000000,350000000],)"
    R"([362000000,350000000],[362000000,351000000],[361000000,351000000]]]],)"
    R"("type":"MultiPolygon"},"id":"zone-x","kind":"zone","names":{"en":"X","tr":"İdlib"}}],)"
    R"("format":"liaison-map/1","map":"x","provenance":{"by":"rus","source":"sketch"},)"
    R"("salt":"00112233445566778899aabbccddeeff","title":{"en":"Test"},"version":1})";

TEST(MapDocument, ExampleOfThePageHasItsDigest) {
  ASSERT_EQ(kExample.size(), 395u);
  EXPECT_EQ(ToHex(MapDigest(kExample)),
            "59c959025546d149cb70e5c099bdc71357511a40542d11c37b1c6612083123eb");
  const absl::StatusOr<MapDocument> document = ParseMapDocument(kExample);
  ASSERT_TRUE(document.ok()) << document.status();
  EXPECT_EQ(PrintMapDocument(*document), kExample);
}

TEST(MapDocument, ExampleIsMadeFromPeoplesInput) {
  MapDocument document = *ParseMapDocument(kExample);
  MapRing ring;
  for (const auto& [lon, lat] : std::vector<std::pair<double, double>>{
           {36.1, 35.1}, {36.20000004, 35.1}, {36.2, 35.0}, {36.1, 35.0}, {36.1, 35.1}}) {
    ring.push_back(*PointOf(lon, lat));
  }
  document.features[0].geometry = MapMultiPolygon{{ring}};
  document.features[0].names["tr"] = "I\u0307dlib";
  Normalise(document);
  EXPECT_EQ(PrintMapDocument(document), kExample);
}

TEST(MapDocument, DemonstrationHasItsDigests) {
  for (const auto& [name, digest] : DemoDigests()) {
    const std::string bytes = ReadMapFile(name);
    EXPECT_EQ(ToHex(MapDigest(bytes)), digest) << name;
    const absl::StatusOr<MapDocument> document = ParseMapDocument(bytes);
    ASSERT_TRUE(document.ok()) << document.status();
    EXPECT_EQ(PrintMapDocument(*document), bytes);
    EXPECT_EQ(document->features.size(), 26u);
  }
}

}  // namespace
}  // namespace liaison
