#include "clients/core/map_document/geojson.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/core/geometry/topology.h"
#include "clients/core/map_document/assign_ids.h"
#include "clients/core/map_document/degrees.h"
#include "clients/core/map_document/map_testing.h"

namespace liaison {
namespace {

MapFinding FindingOf(const nlohmann::json& json) {
  MapFinding finding{.code = json["code"],
                     .error = json["error"],
                     .feature = json["feature"],
                     .line = json["line"],
                     .other = json.value("other", ""),
                     .value = json.value("value", "")};
  if (json.contains("lon")) finding.at = MapPoint{json["lon"], json["lat"]};
  return finding;
}

GeoJsonOptions OptionsOf(const nlohmann::json& json) {
  GeoJsonOptions options;
  if (!json.is_object()) return options;
  if (json.contains("kind")) options.kind = MapFeatureKindOf(json["kind"].get<std::string>());
  options.lang = json.value("lang", "");
  options.assign_ids = json.value("assign_ids", false);
  return options;
}

// Rows of MAPS section 7 whose rule is CheckValidity's: code and feature are compared.
void ExpectValidity(const nlohmann::json& row, const GeoJsonImport& import) {
  EXPECT_THAT(import.findings, testing::IsEmpty()) << row["file"];
  MapDocument document;
  document.features = import.features;
  const std::vector<MapFinding> found = CheckValidity(document);
  ASSERT_EQ(found.size(), 1u) << row["file"];
  EXPECT_EQ(found[0].code, row["findings"][0]["code"]) << row["file"];
  EXPECT_EQ(found[0].feature, row["findings"][0]["feature"]);
  EXPECT_TRUE(found[0].at.has_value());
}

TEST(GeoJson, EveryBadFileHasExactlyItsFindings) {
  const nlohmann::json rows = ReadMapJson("files/expected.json")["files"];
  for (const auto& row : rows) {
    const std::string text = ReadMapFile(absl::StrCat("files/", row["file"].get<std::string>()));
    const GeoJsonOptions options = OptionsOf(row.value("options", nlohmann::json()));
    const GeoJsonImport import = ReadGeoJsonText(text, options);
    if (!row["findings"].empty() && row["findings"][0].contains("validity")) {
      ExpectValidity(row, import);
      continue;
    }
    std::vector<MapFinding> expected;
    for (const auto& finding : row["findings"]) expected.push_back(FindingOf(finding));
    EXPECT_EQ(import.findings, expected) << row["file"];
    // However the bytes come.
    EXPECT_EQ(ReadGeoJsonText(text, options, 1).findings, expected) << row["file"];
  }
  RecordProperty("files", static_cast<int>(rows.size()));
  EXPECT_EQ(rows.size(), 54u);
}

TEST(GeoJson, DemonstrationGivesTheFeaturesOfItsDocument) {
  for (const auto& [file, document] :
       {std::pair("demo_zones.geojson", "demo_v1.canonical.json"),
        std::pair("demo_zones_v2.geojson", "demo_v2.canonical.json")}) {
    // As it is, and as some editors save it: with a byte order mark.
    for (const absl::string_view mark : {"", "\xEF\xBB\xBF"}) {
      const GeoJsonImport import = ReadGeoJsonText(absl::StrCat(mark, ReadMapFile(file)));
      EXPECT_THAT(import.findings, testing::IsEmpty());
      EXPECT_EQ(import.features, ReadMapDocument(document).features);
    }
  }
}

TEST(GeoJson, WhatIsWrittenIsReadAgain) {
  MapDocument document = ReadMapDocument("demo_v2.canonical.json");
  document.features[0].attrs = {{"open", true}, {"lanes", int64_t{2}}, {"road", "M5 \"old\""}};
  document.features[0].surveys = {{"rus", "2017-05-22", {-1, 900000000}, 30},
                                  {"tur", "2017-05-23", {-1800000000, -7}, 0}};
  document.features.back().est = {"rus", "tur"};
  const std::string text = PrintGeoJson(document);
  const GeoJsonImport import = ReadGeoJsonText(text);
  EXPECT_THAT(import.findings, testing::IsEmpty());
  EXPECT_EQ(import.features, document.features);
  EXPECT_EQ(PrintGeoJson(document), text);
  EXPECT_TRUE(nlohmann::json::accept(text));
}

TEST(GeoJson, RingsAreWrittenClosedWithSevenDecimals) {
  const std::string text = PrintGeoJson(*ParseMapDocument(kMapExample));
  EXPECT_THAT(text, testing::HasSubstr("[[[[36.1000000,35.0000000],[36.2000000,35.0000000],"
                                       "[36.2000000,35.1000000],[36.1000000,35.1000000],"
                                       "[36.1000000,35.0000000]]]]"));
}

TEST(GeoJson, FeatureWithoutIdKeepsThatOfTheSameShapeInTheBase) {
  const MapDocument base = ReadMapDocument("demo_v1.canonical.json");
  nlohmann::json file = ReadMapJson("demo_zones.geojson");
  for (auto& feature : file["features"]) feature.erase("id");
  // One that the base does not have.
  file["features"].push_back(file["features"][0]);
  file["features"].back()["geometry"]["coordinates"] = {36.5, 35.5};
  const GeoJsonImport import = ReadGeoJsonText(file.dump(), {.assign_ids = true, .base = &base});
  EXPECT_THAT(import.findings, testing::IsEmpty());
  ASSERT_EQ(import.features.size(), base.features.size() + 1);
  for (const MapFeature& feature : import.features) {
    if (feature.id == "checkpoint-1") continue;
    ASSERT_NE(base.Find(feature.id), nullptr) << feature.id;
    EXPECT_EQ(feature, *base.Find(feature.id));
  }
}

TEST(GeoJson, NewIdIsNoneThatTheBaseHasForAnotherShape) {
  MapDocument base = *ParseMapDocument(kMapExample);
  base.features[0].id = "zone-1";
  const GeoJsonImport import = ReadGeoJsonText(ReadMapFile("files/crs_wgs84.geojson"));
  ASSERT_EQ(import.features.size(), 1u);
  std::vector<MapFeature> features = import.features;
  features[0].id = "";
  AssignIds(features, &base);
  EXPECT_EQ(features[0].id, "zone-2");
}

TEST(GeoJson, SameFileTwiceGivesTheSameIds) {
  const std::string text = ReadMapFile("files/id_assigned.geojson");
  const GeoJsonImport import = ReadGeoJsonText(text, {.assign_ids = true});
  ASSERT_EQ(import.features.size(), 2u);
  EXPECT_EQ(import.features[0].id, "zone-1");
  EXPECT_EQ(import.features[1].id, "zone-2");
}

std::string ManyPoints(size_t points) {
  std::string ring;
  for (size_t i = 0; i < points; ++i) absl::StrAppend(&ring, "[1,2],");
  return absl::StrCat(R"({"type":"FeatureCollection","features":[{"type":"Feature","geometry":)",
                      R"({"type":"Polygon","coordinates":[[)", ring, "[3,4]]]}}]}");
}

std::string ManyFeatures(size_t features) {
  std::string out = R"({"type":"FeatureCollection","features":[)";
  for (size_t i = 0; i < features; ++i) absl::StrAppend(&out, i == 0 ? "" : ",", "{}");
  return out + "]}";
}

TEST(GeoJson, FilesBeyondTheLimitsAreToldAndNotRead) {
  const auto last_code = [](const std::string& text) {
    const GeoJsonImport import = ReadGeoJsonText(text, {.assign_ids = true});
    EXPECT_LE(import.features.size(), kMaxMapFeatures);
    return import.findings.empty() ? "" : import.findings.back().code;
  };
  EXPECT_EQ(last_code(ManyPoints(kMaxMapPoints)), "TOO_BIG");
  EXPECT_EQ(last_code(std::string(kMaxGeoJsonBytes + 1, ' ')), "TOO_BIG");
  EXPECT_EQ(last_code(std::string(100'000, '[')), "NOT_GEOJSON");
  EXPECT_EQ(last_code("{\"a\":" + std::string(100'000, '[')), "TOO_DEEP");
  EXPECT_EQ(last_code(ManyFeatures(10'001)), "TOO_MANY");
}

TEST(GeoJson, ReadErrorIsTheReadersOwn) {
  const auto fail = [](char*, size_t) -> absl::StatusOr<size_t> {
    return absl::UnavailableError("gone");
  };
  EXPECT_EQ(ReadGeoJson(fail, {}).status().code(), absl::StatusCode::kUnavailable);
}

TEST(GeoJson, EveryFindingHasItsText) {
  const Phrasebook phrasebook = Phrasebook::BuiltIn();
  const nlohmann::json rows = ReadMapJson("files/expected.json")["files"];
  for (const auto& row : rows) {
    for (const auto& finding : row["findings"]) {
      const std::string key = absl::StrCat("map.finding.", finding["code"].get<std::string>());
      EXPECT_TRUE(phrasebook.HasMessage(key)) << key;
    }
  }
}

TEST(Annex, DegreesAndSecondsSayTheSameExactly) {
  EXPECT_EQ(PrintDegrees(-361000001), "-36.1000001");
  EXPECT_EQ(PrintDegrees(5), "0.0000005");
  EXPECT_EQ(PrintDms(361000001), "36\u00B006'00.00036\"");
  EXPECT_EQ(PrintDms(-1799999999), "179\u00B059'59.99964\"");
  EXPECT_EQ(PrintDms(355555555), "35\u00B033'19.99980\"");
}

TEST(Annex, NumbersEveryPointAndNamesTheDigest) {
  const MapDocument document = ReadMapDocument("demo_v2.canonical.json");
  const std::string bytes = ReadMapFile("demo_v2.canonical.json");
  // Of canonical JSON: a point is the one place where a number follows a bracket.
  size_t expected = 0;
  for (const absl::string_view piece : absl::StrSplit(bytes, '[')) {
    expected += !piece.empty() && absl::ascii_isdigit(piece[0]) ? 1 : 0;
  }
  const Phrasebook phrasebook = Phrasebook::BuiltIn();
  for (const Language language : kLanguages) {
    const std::string annex = PrintAnnex(document, phrasebook, language);
    EXPECT_THAT(annex, testing::HasSubstr(
                           "ba0cfc0497e75468e1cfc297f776270b3fafe6703aaa845cf6f5f3a7578be20c"));
    size_t points = 0;
    for (const absl::string_view line : absl::StrSplit(annex, '\n')) {
      const bool is_point = absl::StrContains(line, "\u00B0");
      if (!is_point) continue;
      ++points;
      EXPECT_THAT(std::string(line), testing::HasSubstr(absl::StrCat(" ", points, " "))) << line;
    }
    EXPECT_EQ(points, expected);
  }
}

}  // namespace
}  // namespace liaison
