#include "clients/cli/program.h"

#include <pthread.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "clients/cli/commands.h"
#include "clients/cli/context.h"
#include "clients/cli/help.h"
#include "clients/core/desk/shared_desk.h"
#include "proto/base/error.h"
#include "proto/base/exit_code.h"
#include "proto/wire/sodium_crypto.h"

namespace liaison {
namespace {

// No key may end in a core file, nor be read by another process of the same user.
void ForbidCoreDumps() {
  const rlimit none = {.rlim_cur = 0, .rlim_max = 0};
  static_cast<void>(::setrlimit(RLIMIT_CORE, &none));
  static_cast<void>(::prctl(PR_SET_DUMPABLE, 0));
}

std::string Environment(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): before any thread
  return value == nullptr ? "" : value;
}

std::string DefaultHome() {
  if (const std::string home = Environment("LIAISON_HOME"); !home.empty()) return home;
  const std::string data = Environment("XDG_DATA_HOME");
  return absl::StrCat(data.empty() ? absl::StrCat(Environment("HOME"), "/.local/share") : data,
                      "/liaison");
}

// The language decides how the command line is described, so it is looked for before that is read.
Language ChooseLanguage(int argc, char** argv) {
  std::string code = Environment("LIAISON_LANG");
  if (code.empty()) code = Environment("LANG").substr(0, 2);
  for (int i = 1; i + 1 < argc; ++i) {
    if (absl::string_view(argv[i]) == "--lang") code = argv[i + 1];
  }
  return ParseLanguage(code).value_or(Language::kEn);
}

// Signals are taken by a thread that waits for them; `body` returns when it sees `stop`.
absl::Status UntilStopped(const std::function<absl::Status(absl::Notification&)>& body) {
  absl::Notification stop;
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  // A terminal that is closed, unless somebody wants us to live on (nohup).
  struct sigaction hangup = {};
  if (sigaction(SIGHUP, nullptr, &hangup) == 0 && hangup.sa_handler != SIG_IGN) {
    sigaddset(&signals, SIGHUP);
  }
  // A signal of our own ends the waiting thread once the body is done.
  sigaddset(&signals, SIGUSR1);
  static_cast<void>(pthread_sigmask(SIG_BLOCK, &signals, nullptr));
  std::thread waiter([&] {
    int received = 0;
    static_cast<void>(sigwait(&signals, &received));
    stop.Notify();
  });
  const absl::Status done = body(stop);
  static_cast<void>(pthread_kill(waiter.native_handle(), SIGUSR1));
  waiter.join();
  return done;
}

struct GlobalOptions {
  std::string home = DefaultHome();
  std::string language;
  std::string passphrase_file = Environment("LIAISON_PASSPHRASE_FILE");
};

// "liaison send": how far the command line was understood.
std::string CommandPath(const CLI::App& app) {
  std::string path = app.get_name();
  const CLI::App* at = &app;
  while (!at->get_subcommands().empty()) {
    at = at->get_subcommands().front();
    absl::StrAppend(&path, " ", at->get_name());
  }
  return path;
}

// CLI11 explains itself in English sentences; its class says which of ours to use, and the sentence
// holds the word in question.
absl::Status UsageError(const CLI::App& app, const CLI::ParseError& error) {
  std::string reason = "USAGE_VALUE";
  absl::string_view what = error.what();
  const std::vector<std::string> unknown = app.remaining(/*recurse=*/true);
  if (!unknown.empty()) {
    reason = "USAGE_UNKNOWN";
    what = unknown.front();
  } else if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr) {
    reason = absl::ConsumeSuffix(&what, " is required") && !absl::StartsWith(what, "A subcommand")
                 ? "USAGE_MISSING"
                 : "USAGE_COMMAND";
  } else {
    absl::ConsumePrefix(&what, "Could not convert: ");
  }
  return MakeError(absl::StatusCode::kInvalidArgument, error.what(),
                   {.reason = reason, .subject = std::string(what), .field = CommandPath(app)});
}

// Looked for before the command line is read, as the language is: a mistake in it is told in the
// form that was asked for.
bool Given(int argc, char** argv, absl::string_view flag) {
  return std::any_of(argv + 1, argv + argc,
                     [flag](const char* word) { return absl::string_view(word) == flag; });
}

void AddCommands(CommandAdder& adder) {
  AddMissionCommands(adder);
  AddOfficeCommands(adder);
  AddOfficerCommands(adder);
  AddLadderCommands(adder);
  AddPatternCommands(adder);
  AddObligationCommands(adder);
  AddMapCommands(adder);
  AddReportCommands(adder);
  AddKeyCommands(adder);
  AddFormCommand(adder);
  AddSendCommand(adder);
  AddReplyCommand(adder);
  AddDraftCommands(adder);
  AddInboxCommand(adder);
  AddShowCommand(adder);
  AddAnswerCommands(adder);
  AddDelegateCommand(adder);
  AddHandoverCommands(adder);
  AddIncidentCommands(adder);
  AddRosterCommands(adder);
  AddTraceCommand(adder);
  AddStatusCommand(adder);
  AddWatchCommand(adder);
  AddBagCommands(adder);
  AddLogCommands(adder);
  AddExportCommand(adder);
  AddVerifyCommand(adder);
  AddDoctorCommand(adder);
  AddTrainCommand(adder);
}

int RunCommand(const Run& run, const GlobalOptions& options, const ProgramWorld& world,
               const Phrasebook& phrases, Output& output) {
  const FormLibrary forms = FormLibrary::BuiltIn(phrases);
  const DeskWorld desk_world{.clock = world.clock,
                             .random = world.random,
                             .files = world.files,
                             .crypto = SodiumCrypto(),
                             .forms = forms};
  // A desk at which nobody sits yet is told to whoever needs a home; `officer` does not.
  const absl::StatusOr<std::string> home = HomeOf(options.home, world.files);
  Context context{.world = desk_world,
                  .phrases = phrases,
                  .output = output,
                  .connector = world.connector,
                  .desk = options.home,
                  .home = home.value_or(options.home),
                  .passphrase_file = options.passphrase_file,
                  .until_stopped = UntilStopped};
  const absl::Status status = run(context);
  if (!status.ok()) output.Error(status);
  return static_cast<int>(ExitCodeOf(status));
}

}  // namespace

int RunProgram(int argc, char** argv, const ProgramWorld& world) {
  ForbidCoreDumps();
  const Language language = ChooseLanguage(argc, argv);
  const Phrasebook phrases = Phrasebook::BuiltIn();
  GlobalOptions options;
  Run run;
  CLI::App app(phrases.Message(language, "help.liaison"), "liaison");
  app.footer(phrases.Message(language, "help.liaison.examples"));
  app.formatter(MakeHelpFormatter(phrases, language));
  app.set_help_flag("--help,-h", phrases.Message(language, "option.help"));
  app.set_version_flag("--version", "liaison 0.1.0", phrases.Message(language, "option.version"));
  app.require_subcommand(1);
  app.fallthrough();
  app.add_option("--home", options.home, phrases.Message(language, "option.home"));
  app.add_option("--lang", options.language, phrases.Message(language, "option.lang"))
      ->check(CLI::IsMember({"en", "ru", "tr", "fa", "ar"}));
  app.add_option("--passphrase-file", options.passphrase_file,
                 phrases.Message(language, "option.passphrase_file"));
  const std::string json_help = phrases.Message(language, "option.json");
  app.add_flag("--json", json_help);
  Output output(stdout, stderr, phrases,
                {.language = language,
                 .json = Given(argc, argv, "--json"),
                 .no_color = !Environment("NO_COLOR").empty(),
                 .out_is_terminal = ::isatty(STDOUT_FILENO) == 1,
                 .err_is_terminal = ::isatty(STDERR_FILENO) == 1});
  CommandAdder adder(app, run, phrases, language);
  AddCommands(adder);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    // Help and version end with 0; every other parse error is a usage error, whatever number CLI11
    // gives it.
    if (error.get_exit_code() == 0) return app.exit(error);
    output.Error(UsageError(app, error));
    return static_cast<int>(ExitCode::kUsage);
  }
  return RunCommand(run, options, world, phrases, output);
}

}  // namespace liaison
