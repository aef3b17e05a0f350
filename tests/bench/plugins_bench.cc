// ops/bench plugins: plugins beside what they cannot be faster than, and the hub beside plugins
// that misbehave, in the same run. README.md says how to read the table.
#include "tests/bench/plugins_bench.h"

#include <fstream>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace liaison {

absl::StatusOr<double> ResidentMib(pid_t pid) {
  std::ifstream file(absl::StrCat("/proc/", pid, "/status"));
  for (std::string line; std::getline(file, line);) {
    absl::string_view rest = line;
    double kib = 0;
    if (absl::ConsumePrefix(&rest, "VmRSS:") && absl::ConsumeSuffix(&rest, " kB") &&
        absl::SimpleAtod(rest, &kib)) {
      return kib / 1024;
    }
  }
  return absl::NotFoundError(absl::StrCat("process ", pid, " has ended"));
}

}  // namespace liaison

int main(int argc, char** argv) {
  return liaison::RunPartsProgram(argc, argv, "plugins",
                                  {{"effects", liaison::MakeEffectsPart},
                                   {"timers", liaison::MakeTimersPart},
                                   {"neighbours", liaison::MakeNeighboursPart}});
}
