#include "tests/bench/bench_program.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "absl/strings/numbers.h"
#include "absl/strings/strip.h"
#include "proto/system/posix_file_system.h"

namespace liaison {
namespace {

bool ReadArgument(absl::string_view argument, absl::Span<const std::string> parts,
                  CommandLine& line) {
  if (std::find(parts.begin(), parts.end(), argument) != parts.end()) {
    line.part = std::string(argument);
    return true;
  }
  if (absl::ConsumePrefix(&argument, "--rounds=")) {
    return absl::SimpleAtoi(argument, &line.rounds) && line.rounds > 0;
  }
  if (absl::ConsumePrefix(&argument, "--seconds=")) {
    return absl::SimpleAtod(argument, &line.seconds) && line.seconds > 0 && line.seconds <= 5;
  }
  if (absl::ConsumePrefix(&argument, "--json=")) {
    line.json = std::string(argument);
    return true;
  }
  if (absl::ConsumePrefix(&argument, "--folder=")) {
    line.folder = std::string(argument);
    return true;
  }
  return false;
}

}  // namespace

int RunBenchProgram(int argc, char** argv, absl::Span<const std::string> parts,
                    absl::FunctionRef<absl::Status(const CommandLine&)> run) {
  CommandLine line;
  const std::string name = std::filesystem::path(argv[0]).filename();
  for (int i = 1; i < argc; ++i) {
    if (ReadArgument(argv[i], parts, line)) continue;
    static_cast<void>(std::fprintf(stderr, "%s: unknown argument %s; see ops/bench --help\n",
                                   name.c_str(), argv[i]));
    return 2;
  }
  std::error_code error;
  line.program = std::filesystem::read_symlink("/proc/self/exe", error);
  if (line.folder.empty()) line.folder = std::filesystem::temp_directory_path();
  line.folder += "/liaison-bench-XXXXXX";
  if (mkdtemp(line.folder.data()) == nullptr) {
    std::perror(line.folder.c_str());
    return 1;
  }
  const absl::Status status = run(line);
  std::filesystem::remove_all(line.folder, error);
  if (status.ok()) return 0;
  static_cast<void>(std::fprintf(stderr, "%s: %s\n", name.c_str(), status.ToString().c_str()));
  return 1;
}

void TellRound(int round, const CommandLine& line) {
  static_cast<void>(std::fprintf(stderr, "round %d of %d\n", round, line.rounds));
}

absl::Status Publish(const CommandLine& line, const Setting& setting, const Figures& figures,
                     const std::vector<Bar>& bars) {
  static_cast<void>(std::fputs(PrintTable(setting, figures, bars).c_str(), stdout));
  if (line.json.empty()) return absl::OkStatus();
  PosixFileSystem files;
  return files.Write(line.json, PrintJson(setting, figures, bars));
}

}  // namespace liaison
