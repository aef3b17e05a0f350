// What the tests of maps share: the files of tests/data/maps.
#ifndef LIAISON_CLIENTS_CORE_MAP_DOCUMENT_MAP_TESTING_H_
#define LIAISON_CLIENTS_CORE_MAP_DOCUMENT_MAP_TESTING_H_

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <ostream>
#include <string>

#include "absl/strings/string_view.h"
#include "clients/core/map_document/document.h"
#include "clients/core/map_document/finding.h"
#include "clients/core/map_document/geojson.h"

namespace liaison {

// The example of MAPS section 2.
inline constexpr absl::string_view kMapExample =
    R"({"expiry":1509753600,"features":[{"geometry":{"coordinates":[[[[361000000,350000000],)"
    R"([362000000,350000000],[362000000,351000000],[361000000,351000000]]]],)"
    R"("type":"MultiPolygon"},"id":"zone-x","kind":"zone","names":{"en":"X","tr":"İdlib"}}],)"
    R"("format":"liaison-map/1","map":"x","provenance":{"by":"rus","source":"sketch"},)"
    R"("salt":"00112233445566778899aabbccddeeff","title":{"en":"Test"},"version":1})";

inline std::string MapFilePath(absl::string_view name) {
  return LIAISON_SOURCE_DIR "/tests/data/maps/" + std::string(name);
}

inline std::string ReadMapFile(absl::string_view name) {
  std::ifstream in(MapFilePath(name), std::ios::binary);
  EXPECT_TRUE(in.good()) << name;
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}
inline nlohmann::json ReadMapJson(absl::string_view name) {
  return nlohmann::json::parse(ReadMapFile(name));
}

inline MapDocument ReadMapDocument(absl::string_view name) {
  absl::StatusOr<MapDocument> document = ParseMapDocument(ReadMapFile(name));
  EXPECT_TRUE(document.ok()) << name << ": " << document.status();
  return document.ok() ? *std::move(document) : MapDocument();
}

// By file, in hex.
inline std::map<std::string, std::string> DemoDigests() {
  return ReadMapJson("demo_expected.json")["digest"];
}

// In pieces of `step` bytes.
inline GeoJsonImport ReadGeoJsonText(absl::string_view text, const GeoJsonOptions& options = {},
                                     size_t step = 4096) {
  const auto read = [&](char* buffer, size_t size) -> absl::StatusOr<size_t> {
    const size_t count = std::min({size, step, text.size()});
    std::copy_n(text.begin(), count, buffer);
    text.remove_prefix(count);
    return count;
  };
  absl::StatusOr<GeoJsonImport> import = ReadGeoJson(read, options);
  EXPECT_TRUE(import.ok()) << import.status();
  return import.ok() ? *std::move(import) : GeoJsonImport();
}

// For messages of failed tests.
inline void PrintTo(const MapFinding& finding, std::ostream* out) {
  *out << finding.code << (finding.error ? " error " : " warning ") << finding.feature << " line "
       << finding.line << " other \"" << finding.other << "\" value \"" << finding.value << "\"";
  if (finding.at) *out << " at " << finding.at->lon << " " << finding.at->lat;
}

// A document around features in canonical JSON.
inline MapDocument DocumentOf(const nlohmann::json& features) {
  const nlohmann::json document = {{"features", features},
                                   {"format", "liaison-map/1"},
                                   {"map", "x"},
                                   {"provenance", {{"by", "rus"}, {"source", "test"}}},
                                   {"salt", std::string(32, '0')},
                                   {"title", {{"en", "Test"}}},
                                   {"version", 1}};
  absl::StatusOr<MapDocument> parsed = ParseMapDocument(document.dump());
  EXPECT_TRUE(parsed.ok()) << parsed.status();
  return parsed.ok() ? *std::move(parsed) : MapDocument();
}

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_MAP_DOCUMENT_MAP_TESTING_H_
