#include "clients/core/map_document/document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "clients/core/map_document/map_testing.h"
#include "proto/base/error.h"

namespace liaison {
namespace {

TEST(MapDocument, ExampleOfThePageHasItsDigest) {
  ASSERT_EQ(kMapExample.size(), 395u);
  EXPECT_EQ(ToHex(MapDigest(kMapExample)),
            "59c959025546d149cb70e5c099bdc71357511a40542d11c37b1c6612083123eb");
  const absl::StatusOr<MapDocument> document = ParseMapDocument(kMapExample);
  ASSERT_TRUE(document.ok()) << document.status();
  EXPECT_EQ(PrintMapDocument(*document), kMapExample);
}

TEST(MapDocument, ExampleIsMadeFromPeoplesInput) {
  MapDocument document = *ParseMapDocument(kMapExample);
  MapRing ring;
  for (const auto& [lon, lat] : std::vector<std::pair<double, double>>{
           {36.1, 35.1}, {36.20000004, 35.1}, {36.2, 35.0}, {36.1, 35.0}, {36.1, 35.1}}) {
    ring.push_back(*PointOf(lon, lat));
  }
  document.features[0].geometry = MapMultiPolygon{{ring}};
  document.features[0].names["tr"] = "I\u0307dlib";
  Normalise(document);
  EXPECT_EQ(PrintMapDocument(document), kMapExample);
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
