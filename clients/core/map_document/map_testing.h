// What the tests of maps share: the files of tests/data/maps.
#ifndef LIAISON_CLIENTS_CORE_MAP_DOCUMENT_MAP_TESTING_H_
#define LIAISON_CLIENTS_CORE_MAP_DOCUMENT_MAP_TESTING_H_

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "absl/strings/string_view.h"
#include "clients/core/map_document/document.h"

namespace liaison {

inline std::string ReadMapFile(absl::string_view name) {
  const std::string path = LIAISON_SOURCE_DIR "/tests/data/maps/" + std::string(name);
  std::ifstream in(path, std::ios::binary);
  EXPECT_TRUE(in.good()) << path;
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

inline MapDocument ReadMapDocument(absl::string_view name) {
  absl::StatusOr<MapDocument> document = ParseMapDocument(ReadMapFile(name));
  EXPECT_TRUE(document.ok()) << name << ": " << document.status();
  return document.ok() ? *std::move(document) : MapDocument();
}

// By file, in hex.
inline std::map<std::string, std::string> DemoDigests() {
  return nlohmann::json::parse(ReadMapFile("demo_expected.json"))["digest"];
}

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_MAP_DOCUMENT_MAP_TESTING_H_
