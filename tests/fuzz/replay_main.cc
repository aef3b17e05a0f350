// Runs the files of one corpus folder through a fuzz target and checks that it accepts exactly
// those whose name says so. Usage: <target>_replay <folder>.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "tests/fuzz/harness.h"

namespace liaison {
namespace {

std::vector<std::filesystem::path> FilesIn(const char* folder) {
  std::vector<std::filesystem::path> files;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string ReadAll(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

int Replay(const char* folder) {
  const std::vector<std::filesystem::path> files = FilesIn(folder);
  int wrong = 0;
  for (const std::filesystem::path& file : files) {
    const bool expected = absl::StartsWith(file.filename().string(), "valid-");
    if (TryInput(ReadAll(file)) == expected) continue;
    std::cerr << file.string() << (expected ? ": refused\n" : ": accepted\n");
    ++wrong;
  }
  std::cout << files.size() << " inputs, " << wrong << " wrong\n";
  return files.empty() || wrong > 0 ? 1 : 0;
}

}  // namespace
}  // namespace liaison

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: replay <folder>\n";
    return 2;
  }
  return liaison::Replay(argv[1]);
}
