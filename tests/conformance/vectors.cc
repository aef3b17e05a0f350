#include "tests/conformance/vectors.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "proto/base/check.h"

namespace liaison {

std::string VectorPath(absl::string_view name) {
  return absl::StrCat(LIAISON_SOURCE_DIR, "/tests/data/vectors/", name);
}

std::string ReadVector(absl::string_view name) {
  const std::ifstream file(VectorPath(name), std::ios::binary);
  LIAISON_CHECK(file.is_open());
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

nlohmann::json ReadJsonVector(absl::string_view name) {
  return nlohmann::json::parse(ReadVector(name));
}

std::vector<std::string> VectorsUnder(absl::string_view folder) {
  const std::filesystem::path root(VectorPath(""));
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(VectorPath(folder))) {
    if (entry.is_regular_file()) names.push_back(entry.path().lexically_relative(root).string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string TextOf(const nlohmann::json& test, const char* key) {
  return test.at(key).get<std::string>();
}

std::string HexOf(const nlohmann::json& test, const char* key) {
  return absl::HexStringToBytes(TextOf(test, key));
}

}  // namespace liaison
