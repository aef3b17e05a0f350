#include "tests/bench/peak_memory.h"

#include <cstdio>
#include <fstream>
#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace liaison {

absl::StatusOr<double> PeakBytes(const CommandLine& line, absl::string_view word,
                                 const std::string& path) {
  const std::string command = absl::StrCat("'", line.program, "' ", word, " '", path, "'");
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  char text[32] = {};
  double bytes = 0;
  const bool is_read = pipe != nullptr && std::fgets(text, sizeof text, pipe.get()) != nullptr;
  if (!is_read || !absl::SimpleAtod(text, &bytes)) return absl::InternalError("no memory figure");
  return bytes;
}

bool PrintPeakBytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    int kib = 0;
    if (absl::StartsWith(line, "VmHWM:") && std::sscanf(line.c_str(), "VmHWM: %d", &kib) == 1) {
      return std::printf("%lld\n", 1024LL * kib) > 0;
    }
  }
  return false;
}

}  // namespace liaison
