#include "plugins/plugkit/program.h"

#include <cstdio>
#include <functional>
#include <string>

#include "CLI/CLI.hpp"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "plugins/plugkit/attack_command.h"
#include "plugins/plugkit/conform_command.h"
#include "plugins/plugkit/new_command.h"
#include "proto/base/exit_code.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

constexpr char kAbout[] = R"(plugkit helps to write plugins for a liaison hub.

Examples:
  plugkit new watch                    a plugin that works, in ./watch
  plugkit new watch --folder src/watch
  cmake -G Ninja -S watch -B watch/build -Dliaison-plugin_DIR=BUILD/plugins/sdk
  cmake --build watch/build            makes watch/build/bundles/watch
  plugkit run watch/build/bundles/watch watch/script.json
  plugkit conform watch/build/bundles/watch watch/script.json
  plugkit attack                       does the sandbox hold on this machine?

Exit status: 0 ok, 1 error or a check that failed, 2 usage, 5 a person must act.)";

struct CommandLine {
  std::string name;
  std::string folder;
  RunOptions run;
  bool unconfined = false;
  size_t kills = 0;
  std::function<absl::Status()> command;
};

absl::Status New(FileSystem& files, const CommandLine& line) {
  const std::string& folder = line.folder.empty() ? line.name : line.folder;
  RETURN_IF_ERROR(NewCommand(files, line.name, folder));
  static_cast<void>(std::printf("%s: main.cc, manifest.textproto, CMakeLists.txt, script.json\n",
                                folder.c_str()));
  return absl::OkStatus();
}

absl::Status Attack(const CommandLine& line) {
  CheckReport report(stdout, line.run.json);
  return line.unconfined ? UnconfinedAttackCommand(report) : AttackCommand(report);
}

absl::Status Conform(const PlugkitWorld& world, const CommandLine& line) {
  CheckReport report(stdout, line.run.json);
  return ConformCommand(
      world, {.bundle = line.run.bundle, .script = line.run.script, .kills = line.kills}, report);
}

void AddJson(CLI::App& command, CommandLine& line) {
  command.add_flag("--json", line.run.json, "for programs");
}

void AddCommands(CLI::App& app, const PlugkitWorld& world, CommandLine& line) {
  CLI::App* create = app.add_subcommand("new", "write a plugin that works, to change from there");
  create->add_option("NAME", line.name, "small letters, digits, hyphens")->required();
  create->add_option("--folder", line.folder, "where to; ./NAME if not given");
  create->callback([&] { line.command = [&] { return New(world.files, line); }; });

  CLI::App* run = app.add_subcommand("run", "the plugin in its sandbox, on a script");
  run->add_option("BUNDLE", line.run.bundle, "folder with plugin and manifest")->required();
  run->add_option("SCRIPT", line.run.script, "what happens, and what is expected")->required();
  run->add_option("--batch", line.run.batch_events_max, "records that it gets at once, at most")
      ->check(CLI::Range(1, 64));
  AddJson(*run, line);
  run->callback([&] { line.command = [&] { return RunCommand(world, line.run, stdout); }; });

  CLI::App* conform = app.add_subcommand("conform", "whether it keeps to the contract");
  conform->add_option("BUNDLE", line.run.bundle, "folder with plugin and manifest")->required();
  conform->add_option("SCRIPT", line.run.script, "one is made if not given");
  conform->add_option(
      "--kills", line.kills,
      "at most so many kills, spread over the run; after every message if not given");
  AddJson(*conform, line);
  conform->callback([&] { line.command = [&] { return Conform(world, line); }; });

  CLI::App* attack = app.add_subcommand("attack", "whether the sandbox holds on this machine");
  attack->add_flag("--unconfined", line.unconfined,
                   "without the sandbox, as root: every attack should work");
  AddJson(*attack, line);
  attack->callback([&] { line.command = [&] { return Attack(line); }; });
}

}  // namespace

int RunPlugkit(int argc, char** argv, const PlugkitWorld& world) {
  CommandLine line;
  CLI::App app(kAbout, "plugkit");
  app.require_subcommand(1);
  AddCommands(app, world, line);
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
