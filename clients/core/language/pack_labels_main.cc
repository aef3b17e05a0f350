// pack_labels: part of the build. Checks all of proto/labels, and prints it as the C++ of
// packed_labels.h: no program has to read and check a megabyte of JSON each time that it starts.
#include <iostream>

#include "absl/strings/escaping.h"
#include "absl/strings/string_view.h"
#include "clients/core/language/phrasebook.h"
#include "proto/schema/schema_data.h"

namespace {

constexpr size_t kLineBytes = 64;

}  // namespace

int main() {
  const absl::StatusOr<liaison::Phrasebook> book =
      liaison::Phrasebook::FromFiles(liaison::LabelFiles());
  if (!book.ok()) {
    std::cerr << "proto/labels: " << book.status() << "\n";
    return 1;
  }
  const std::string packed = book->Pack();
  std::cout << "#include \"clients/core/language/packed_labels.h\"\n"
               "namespace liaison {\n"
               "absl::string_view PackedLabels() {\n"
               "  static constexpr char kLabels[] =\n";
  for (size_t at = 0; at < packed.size(); at += kLineBytes) {
    std::cout << '"' << absl::CEscape(absl::string_view(packed).substr(at, kLineBytes)) << "\"\n";
  }
  std::cout << "      ;\n"
               "  return {kLabels, sizeof(kLabels) - 1};\n"
               "}\n"
               "}  // namespace liaison\n";
  return std::cout.flush().good() ? 0 : 1;
}
