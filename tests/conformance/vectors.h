// Reading the vector files under tests/data/vectors. A file that is missing or not of its format
// ends the test program: a count asserted over nothing must not pass.
#ifndef LIAISON_TESTS_CONFORMANCE_VECTORS_H_
#define LIAISON_TESTS_CONFORMANCE_VECTORS_H_

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace liaison {

std::string VectorPath(absl::string_view name);
std::string ReadVector(absl::string_view name);
nlohmann::json ReadJsonVector(absl::string_view name);
// Names (below tests/data/vectors) of all files under `folder`, sorted.
std::vector<std::string> VectorsUnder(absl::string_view folder);

// The member `key` of `test`, a text.
std::string TextOf(const nlohmann::json& test, const char* key);
// The member `key` of `test`, bytes in hex.
std::string HexOf(const nlohmann::json& test, const char* key);

}  // namespace liaison

#endif  // LIAISON_TESTS_CONFORMANCE_VECTORS_H_
