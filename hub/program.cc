#include "hub/program.h"

#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "hub/commands.h"
#include "hub/config.h"
#include "hub/gateway/server.h"
#include "hub/process.h"
#include "proto/base/error.h"
#include "proto/base/exit_code.h"
#include "proto/base/status_macros.h"
#include "proto/text/canonical_json.h"

namespace liaison {
namespace {

constexpr char kAbout[] = R"(liaison-hub keeps one mission's log and carries its sealed notices.

Examples:
  liaison-hub init --config hub.toml              make the hub's keys, print the public ones
  liaison-hub found charter.note notes/*.note     log the charter, then the first notes
  liaison-hub run --check                         is the configuration right?
  liaison-hub run                                 serve until SIGTERM
  liaison-hub status --json                       ask the running hub
  liaison-hub time-zones                          log this machine's, again after each update of tzdata
  liaison-hub check                               re-read the whole log (hub stopped)
  liaison-hub export-log /mnt/stick/log           the log as files for any web server

Exit status: 0 ok, 1 error, 2 usage, 3 not found, 4 not allowed, 5 a person must act,
6 hub not running, 7 the log is damaged.)";

constexpr char kAboutPlugins[] =
    R"(Code that reacts to records, in processes that can do nothing else.

Examples:
  liaison-hub plugin install bundles/escalation        shows what it may do
  liaison-hub plugin enable escalation                 and takes it into service
  liaison-hub plugin list                              live? how far? what was its last fault?
  liaison-hub plugin why 4711                          what made the hub write record 4711
  liaison-hub plugin quarantine list                   what a plugin could not take
  liaison-hub plugin quarantine retry escalation 4711 --reason "fixed in 1.0.1"
  liaison-hub plugin replay verify escalation          is its state what the log makes of it?)";

struct CommandLine {
  std::string config_file = "/etc/liaison/hub.toml";
  bool json = false;
  bool check_only = false;
  std::vector<std::string> notes;
  std::string directory;
  std::vector<std::string> zones;
  PluginCommandLine plugin;
  // What was chosen; the last two words every command gets.
  std::function<absl::Status(const CommandWorld&, const HubConfig&, StopSignals&)> command;
};

// Examples come first in its own help, not in that of the whole program.
class PluginHelp final : public CLI::Formatter {
 public:
  std::string make_description(const CLI::App* app) const override {
    return app->get_name() == "plugin" ? std::string(kAboutPlugins) + "\n"
                                       : CLI::Formatter::make_description(app);
  }
};

void AddPluginCommands(CLI::App& app, CommandLine& line) {
  CLI::App* plugin =
      app.add_subcommand("plugin", "code that reacts to records: install, enable, list, why");
  plugin->formatter(std::make_shared<PluginHelp>());
  plugin->require_subcommand(1);
  const auto add = [&](CLI::App* parent, const std::string& verb, const std::string& about) {
    CLI::App* sub = parent->add_subcommand(verb.substr(verb.find(' ') + 1), about);
    sub->callback([&line, verb] {
      line.plugin.verb = verb;
      line.command = [&line](const CommandWorld& world, const HubConfig& config, StopSignals&) {
        return PluginCommand(world, config, line.plugin);
      };
    });
    return sub;
  };
  const auto id = [&](CLI::App* sub) { sub->add_option("PLUGIN", line.plugin.plugin)->required(); };
  const auto record = [&](CLI::App* sub) {
    sub->add_option("RECORD", line.plugin.record, "index of the record")->required();
  };
  const auto reason = [&](CLI::App* sub) {
    sub->add_option("--reason", line.plugin.reason, "for the log")->required();
  };
  add(plugin, "list", "what is installed, and how it is");
  add(plugin, "install", "take a bundle: a folder with plugin and manifest.textproto")
      ->add_option("FOLDER", line.plugin.folder)
      ->required();
  id(add(plugin, "enable", "let it react to records from now on"));
  CLI::App* suspend = add(plugin, "suspend", "stop it; enable goes on where it stopped");
  id(suspend);
  reason(suspend);
  CLI::App* quarantine = plugin->add_subcommand("quarantine", "records that a plugin cannot take");
  quarantine->require_subcommand(1);
  add(quarantine, "quarantine list", "what is set aside, and why")
      ->add_option("PLUGIN", line.plugin.plugin);
  for (const char* verb : {"quarantine retry", "quarantine skip"}) {
    CLI::App* sub = add(quarantine, verb,
                        absl::EndsWith(verb, "retry") ? "give it to the plugin again"
                                                      : "go on without it, for good");
    id(sub);
    record(sub);
    reason(sub);
  }
  CLI::App* replay = plugin->add_subcommand("replay", "compute its state anew from the log");
  replay->require_subcommand(1);
  id(add(replay, "replay verify", "compare with the state that counts"));
  id(add(replay, "replay rebuild", "compare, and take its place"));
  record(add(plugin, "why", "explain a record back to what a person did"));
}

void AddCommands(CLI::App& app, CommandLine& line) {
  const auto add = [&](const std::string& name, const std::string& about, auto command) {
    CLI::App* sub = app.add_subcommand(name, about);
    sub->callback([&line, command] { line.command = command; });
    return sub;
  };
  add("init", "make log, hub and TLS keys; print the public ones for the charter",
      [](const CommandWorld& world, const HubConfig& config, StopSignals&) {
        return InitCommand(world, config);
      });
  add("found", "log the charter as record 0, then the notes in the order given",
      [&line](const CommandWorld& world, const HubConfig& config, StopSignals&) {
        return FoundCommand(world, config, line.notes);
      })
      ->add_option("NOTE", line.notes, "signed notes, the charter first")
      ->required();
  add("run", "serve until SIGTERM, SIGINT or liaison-hub stop",
      [&line](const CommandWorld& world, const HubConfig& config, StopSignals& signals) {
        return line.check_only ? TryCommand(world, config) : RunCommand(world, config, signals);
      })
      ->add_flag("--check", line.check_only, "only say whether the configuration is right");
  add("check", "re-read everything: log, tree, checkpoint, directory, mailboxes",
      [](const CommandWorld& world, const HubConfig& config, StopSignals&) {
        return CheckCommand(world, config);
      });
  add("export-log", "write the log as files: checkpoint, tile/...",
      [&line](const CommandWorld& world, const HubConfig& config, StopSignals&) {
        return ExportLogCommand(world, config, line.directory);
      })
      ->add_option("DIR", line.directory, "where to")
      ->required();
  add("status", "ask the running hub how it is",
      [](const CommandWorld& world, const HubConfig& config, StopSignals&) {
        return StatusCommand(world, config);
      });
  add("submit", "hand signed public notes to the running hub",
      [&line](const CommandWorld& world, const HubConfig& config, StopSignals&) {
        return SubmitCommand(world, config, line.notes);
      })
      ->add_option("NOTE", line.notes, "signed notes")
      ->required();
  AddPluginCommands(app, line);
  add("time-zones", "log this machine's time zones, for rosters and obligations to count by",
      [&line](const CommandWorld& world, const HubConfig& config, StopSignals&) {
        return TimeZonesCommand(world, config, line.zones);
      })
      ->add_option("--zone", line.zones,
                   "instead of those of the mission's parties; may be repeated");
  add("stop", "ask the running hub for an orderly end",
      [](const CommandWorld& world, const HubConfig& config, StopSignals&) {
        return StopCommand(world, config);
      });
}

int Report(const absl::Status& status, bool json) {
  if (status.ok()) return 0;
  if (json) {
    const ErrorDetail detail = DetailOf(status).value_or(ErrorDetail());
    const Json error(Json::Object{{"code", absl::StatusCodeToString(status.code())},
                                  {"message", std::string(status.message())},
                                  {"reason", detail.reason},
                                  {"subject", detail.subject},
                                  {"field", detail.field}});
    static_cast<void>(
        std::fprintf(stderr, "%s\n", PrintCanonicalJson(Json::Object{{"error", error}}).c_str()));
  } else {
    static_cast<void>(
        std::fprintf(stderr, "liaison-hub: %s\n", std::string(status.message()).c_str()));
  }
  return static_cast<int>(ExitCodeOf(status));
}

absl::Status Execute(const CommandLine& line, const HubProgramWorld& world, StopSignals& signals) {
  ASSIGN_OR_RETURN(const HubConfig config, ReadHubConfig(world.files, line.config_file));
  const CommandWorld command_world{.clock = world.clock,
                                   .process_clock = world.process_clock,
                                   .random = world.random,
                                   .files = world.files,
                                   .out = stdout,
                                   .json = line.json};
  return line.command(command_world, config, signals);
}

int Main(int argc, char** argv, const HubProgramWorld& world) {
  CommandLine line;
  CLI::App app(kAbout, "liaison-hub");
  app.set_version_flag("--version", LIAISON_VERSION);
  app.fallthrough();
  app.add_option("--config", line.config_file, "the configuration file")->capture_default_str();
  app.add_flag("--json", line.json, "answers and errors as JSON");
  app.require_subcommand(1);
  AddCommands(app, line);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : static_cast<int>(ExitCode::kUsage);
  }
  // Before the first thread: both are inherited.
  HardenProcess();
  PrepareGrpcEnvironment();
  StopSignals signals;
  return Report(Execute(line, world, signals), line.json);
}

}  // namespace

int RunHubProgram(int argc, char** argv, const HubProgramWorld& world) {
  try {
    return Main(argc, argv, world);
  } catch (const std::exception& error) {
    static_cast<void>(std::fprintf(stderr, "liaison-hub: %s\n", error.what()));
    return 1;
  }
}

}  // namespace liaison
