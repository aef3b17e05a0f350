#include "plugins/plugkit/program.h"

#include <cstdio>
#include <functional>
#include <string>

#include "CLI/CLI.hpp"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "plugins/plugkit/new_command.h"
#include "proto/base/exit_code.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

constexpr char kAbout[] = R"(plugkit helps to write plugins for a liaison hub.

Examples:
  plugkit new watch                    a plugin that works, in ./watch
  plugkit new watch --folder src/watch
  cmake -S watch -B watch/build -Dliaison-plugin_DIR=BUILD/plugins/sdk
  cmake --build watch/build            makes watch/build/bundles/watch

Exit status: 0 ok, 1 error, 2 usage, 5 a person must act.)";

struct CommandLine {
  std::string name;
  std::string folder;
  std::function<absl::Status()> command;
};

absl::Status New(FileSystem& files, const CommandLine& line) {
  const std::string& folder = line.folder.empty() ? line.name : line.folder;
  RETURN_IF_ERROR(NewCommand(files, line.name, folder));
  static_cast<void>(
      std::printf("%s: main.cc, manifest.textproto, CMakeLists.txt\n", folder.c_str()));
  return absl::OkStatus();
}

void AddCommands(CLI::App& app, FileSystem& files, CommandLine& line) {
  CLI::App* create = app.add_subcommand("new", "write a plugin that works, to change from there");
  create->add_option("NAME", line.name, "small letters, digits, hyphens")->required();
  create->add_option("--folder", line.folder, "where to; ./NAME if not given");
  create->callback([&] { line.command = [&] { return New(files, line); }; });
}

}  // namespace

int RunPlugkit(int argc, char** argv, FileSystem& files) {
  CommandLine line;
  CLI::App app(kAbout, "plugkit");
  app.require_subcommand(1);
  AddCommands(app, files, line);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : static_cast<int>(ExitCode::kUsage);
  }
  const absl::Status status = line.command();
  if (!status.ok()) {
    static_cast<void>(std::fprintf(stderr, "plugkit: %s\n", std::string(status.message()).c_str()));
  }
  return static_cast<int>(ExitCodeOf(status));
}

}  // namespace liaison
