// Writes the example report in every format: `render_example LANGUAGE FOLDER MAP-FILE [OUTCOME]
// [ROWS]`. The tests run it in processes of their own, to change the world around it.
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>

#include "clients/core/report_render/report_example.h"

int main(int argc, char** argv) {
  if (argc < 4) return 2;
  const absl::StatusOr<liaison::Language> language = liaison::ParseLanguage(argv[1]);
  std::ifstream map(argv[3], std::ios::binary);
  if (!language.ok() || !map.good()) return 2;
  constexpr size_t kRows = 60;
  const liaison::ExampleReport report(
      argc > 5 ? std::strtoul(argv[5], nullptr, 10) : kRows,
      {std::istreambuf_iterator<char>(map), std::istreambuf_iterator<char>()},
      argc > 4 ? argv[4] : "");
  const auto files = liaison::ExampleReport::Render(report.Request(*language));
  if (!files.ok()) {
    std::cerr << files.status() << "\n";
    return 1;
  }
  for (const auto& [name, bytes] : *files) {
    std::ofstream(std::string(argv[2]) + "/" + name, std::ios::binary) << bytes;
  }
  return 0;
}
