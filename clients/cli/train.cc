// liaison train: a practice mission on this machine, with a desk on the other side that answers by
// a script. The lesson is data (proto/lessons); this file conducts it.
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "clients/cli/commands.h"
#include "clients/cli/dialogue.h"
#include "clients/cli/practice.h"
#include "clients/cli/progress.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/schema/schema_data.h"

namespace liaison {
namespace {

constexpr int kLook_ms = 100;
constexpr char kHubName[] = "liaison-hub";

struct TrainOptions {
  bool yes = false;
  std::string keep;
  std::string hub;
};

// A folder that is gone with its keys when the lesson is over, unless it was named.
class PracticeFolder {
 public:
  static absl::StatusOr<std::unique_ptr<PracticeFolder>> Make(FileSystem& files,
                                                              const std::string& keep) {
    if (!keep.empty()) {
      ASSIGN_OR_RETURN(const bool exists, files.Exists(keep));
      if (exists) {
        return MakeError(absl::StatusCode::kAlreadyExists, "the folder is there already",
                         {.reason = "KEEP_EXISTS", .subject = keep, .field = "keep"});
      }
      RETURN_IF_ERROR(files.MakeDirectories(keep));
      return std::unique_ptr<PracticeFolder>(
          new PracticeFolder(std::filesystem::absolute(keep), /*kept=*/true));
    }
    std::string name = std::filesystem::temp_directory_path() / "liaison-train-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) {
      return MakeError(absl::StatusCode::kFailedPrecondition, "no temporary folder can be made",
                       {.reason = "FILE", .subject = name, .field = ""});
    }
    return std::unique_ptr<PracticeFolder>(new PracticeFolder(name, /*kept=*/false));
  }
  ~PracticeFolder() {
    std::error_code error;
    if (!kept_) std::filesystem::remove_all(path_, error);
  }
  PracticeFolder(const PracticeFolder&) = delete;
  PracticeFolder& operator=(const PracticeFolder&) = delete;

  const std::string& path() const { return path_; }

 private:
  PracticeFolder(std::string path, bool kept) : path_(std::move(path)), kept_(kept) {}
  const std::string path_;
  const bool kept_;
};

// Beside this program as it was called, which may be a link, or as it is; or on the path.
std::string FindHub() {
  std::error_code error;
  std::vector<std::filesystem::path> folders = {
      std::filesystem::path(program_invocation_name).parent_path(),
      std::filesystem::read_symlink("/proc/self/exe", error).parent_path()};
  const char* const path = std::getenv("PATH");  // NOLINT(concurrency-mt-unsafe): nobody sets it
  for (absl::string_view folder : absl::StrSplit(path == nullptr ? "" : path, ':')) {
    folders.emplace_back(std::string(folder));
  }
  for (const std::filesystem::path& folder : folders) {
    std::string hub = folder / kHubName;
    if (!folder.empty() && ::access(hub.c_str(), X_OK) == 0) return hub;
  }
  return kHubName;
}

absl::StatusOr<PracticeMission::Programs> FindPrograms(const TrainOptions& options) {
  std::error_code error;
  PracticeMission::Programs programs{
      .liaison = std::filesystem::read_symlink("/proc/self/exe", error),
      .hub = options.hub.empty() ? FindHub() : options.hub};
  if (::access(programs.hub.c_str(), X_OK) == 0) return programs;
  return MakeError(absl::StatusCode::kNotFound, "the hub's program is not there",
                   {.reason = "NO_PROGRAM", .subject = programs.hub, .field = ""});
}

// As it is typed in a shell.
std::string AsTyped(const std::vector<std::string>& command) {
  std::vector<std::string> words = {"liaison"};
  for (const std::string& word : command) {
    words.push_back(absl::StrContains(word, ' ') ? absl::StrCat("\"", word, "\"") : word);
  }
  return absl::StrJoin(words, " ");
}

class Trainer {
 public:
  Trainer(Context& context, const Lesson& lesson, PracticeMission& mission, bool asks,
          const absl::Notification& stop)
      : context_(context), lesson_(lesson), mission_(mission), asks_(asks), stop_(stop) {}

  absl::Status Run() {
    for (size_t i = 0; i < lesson_.steps.size(); ++i) {
      const LessonStep& step = lesson_.steps[i];
      Tell("");
      Tell(absl::StrCat(context_.output.Say("done.exercise"), "  ", i + 1, "/",
                        lesson_.steps.size(), "  ", context_.output.Say(step.title)),
           Colour::kBold);
      for (const LessonAct& act : step.acts) RETURN_IF_ERROR(Perform(act));
    }
    return absl::OkStatus();
  }

 private:
  // For people; machines get what each command ended with.
  void Tell(absl::string_view text, Colour colour = Colour::kNone) {
    if (!context_.output.json()) context_.output.Line(text, colour);
  }

  absl::Status Perform(const LessonAct& act) {
    if (act.hub == "stop") mission_.StopHub();
    if (act.hub == "start") RETURN_IF_ERROR(mission_.StartHub());
    if (!act.say.empty()) Tell(absl::StrCat("\n", context_.output.Say(act.say)));
    if (!act.watch.empty()) return Watch(act);
    if (!act.officer.empty()) RETURN_IF_ERROR(LetType(act));
    if (act.counterpart.empty()) return absl::OkStatus();
    ASSIGN_OR_RETURN(const auto command, Filled(lesson_.counterpart, act.counterpart));
    return mission_.Quietly(lesson_.counterpart, command).status();
  }

  // {sent}, {received} and texts take their place.
  absl::StatusOr<std::vector<std::string>> Filled(const std::string& office,
                                                  std::vector<std::string> command) {
    for (std::string& word : command) {
      const size_t open = word.find('{');
      const size_t close = word.find('}');
      if (open == std::string::npos || close == std::string::npos) continue;
      const std::string name = word.substr(open + 1, close - open - 1);
      std::string value;
      if (name == "sent" || name == "received") {
        ASSIGN_OR_RETURN(value, mission_.NewestSerial(office, name == "sent"));
      } else {
        value = context_.output.Say(name);
      }
      word.replace(open, close - open + 1, value);
    }
    return command;
  }

  absl::Status LetType(const LessonAct& act) {
    ASSIGN_OR_RETURN(const auto command, Filled(lesson_.officer, act.officer));
    Tell(absl::StrCat("  $ ", AsTyped(command)), Colour::kGreen);
    while (asks_) {
      ASSIGN_OR_RETURN(const std::vector<std::string> typed, ReadCommand());
      if (typed.empty()) break;
      ASSIGN_OR_RETURN(const int code, RunAsOfficer(typed));
      // What he tries besides is his own affair.
      if (typed[0] == command[0] && code == act.exit) return absl::OkStatus();
    }
    ASSIGN_OR_RETURN(const int code, RunAsOfficer(command));
    if (code == act.exit) return absl::OkStatus();
    return MakeError(absl::StatusCode::kFailedPrecondition, "the command did not end as it should",
                     {.reason = "PRACTICE", .subject = AsTyped(command), .field = ""});
  }

  // Empty: the command that is shown. Errors: Aborted LEFT.
  absl::StatusOr<std::vector<std::string>> ReadCommand() {
    context_.output.Prompt(absl::StrCat(context_.output.Say("train.prompt"), ": "));
    pollfd ready = {.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
    while (::poll(&ready, 1, kLook_ms) <= 0) {
      if (!stop_.HasBeenNotified()) continue;
      context_.output.Note("");  // the prompt's line ends
      return LeftError();
    }
    char buffer[4096];  // a terminal's longest line
    const ssize_t size = ::read(STDIN_FILENO, buffer, sizeof(buffer));
    if (size <= 0) return LeftError();
    const std::string line(
        absl::StripAsciiWhitespace(absl::string_view(buffer, static_cast<size_t>(size))));
    if (line == "q") return LeftError();
    std::vector<std::string> words = CLI::detail::split_up(line);
    for (std::string& word : words) CLI::detail::remove_quotes(word);
    if (!words.empty() && (words[0] == "liaison" || words[0] == "$")) words.erase(words.begin());
    return words;
  }

  std::vector<std::string> OfficerWords(const std::vector<std::string>& command) {
    std::vector<std::string> words = mission_.DeskWords(lesson_.officer, command);
    if (context_.output.json()) words.emplace_back("--json");
    return words;
  }

  absl::StatusOr<int> RunAsOfficer(const std::vector<std::string>& command) {
    ASSIGN_OR_RETURN(const std::unique_ptr<Child> child,
                     Child::Start(OfficerWords(command), {.terminal = asks_}));
    ASSIGN_OR_RETURN(const int code, child->Wait(stop_));
    if (context_.output.json()) {
      context_.output.Value(Json::Object{{"command", AsTyped(command)}, {"exit", int64_t{code}}});
    }
    return code;
  }

  // Runs until it has shown what the counterpart sent.
  absl::Status Watch(const LessonAct& act) {
    Tell(absl::StrCat("  $ ", AsTyped(act.watch)), Colour::kGreen);
    if (asks_) RETURN_IF_ERROR(ReadCommand().status());
    ASSIGN_OR_RETURN(const std::unique_ptr<Child> child,
                     Child::Start(OfficerWords(act.watch), {.terminal = asks_, .lines = true}));
    ASSIGN_OR_RETURN(const auto command, Filled(lesson_.counterpart, act.counterpart));
    ASSIGN_OR_RETURN(const Json sent, mission_.Quietly(lesson_.counterpart, command));
    const std::string serial = sent.StringOr("serial", "");
    for (std::string line; !absl::StrContains(line, serial);) {
      ASSIGN_OR_RETURN(line, child->NextLine(stop_));
      context_.output.Line(line, Colour::kRed);
    }
    return absl::OkStatus();
  }

  Context& context_;
  const Lesson& lesson_;
  PracticeMission& mission_;
  const bool asks_;
  const absl::Notification& stop_;
};

absl::Status Teach(Context& context, const TrainOptions& options, const absl::Notification& stop) {
  const DataFile& file = LessonFiles().front();
  ASSIGN_OR_RETURN(const Lesson lesson, ParseLesson(file.name, file.content));
  ASSIGN_OR_RETURN(const PracticeMission::Programs programs, FindPrograms(options));
  ASSIGN_OR_RETURN(const std::unique_ptr<PracticeFolder> folder,
                   PracticeFolder::Make(context.world.files, options.keep));
  Output& output = context.output;
  if (!output.json()) output.Line(output.Say("train.intro"));
  PracticeMission mission(context, lesson, folder->path(), programs, stop);
  {
    Progress progress(output.Say("train.founding"), /*every=*/1);
    RETURN_IF_ERROR(mission.Found([&progress] { progress.Step(); }));
  }
  RETURN_IF_ERROR(Trainer(context, lesson, mission, !options.yes, stop).Run());
  if (output.json()) return absl::OkStatus();
  output.Line("");
  output.Line(output.Say("train.done"), Colour::kGreen);
  output.Line(options.keep.empty() ? output.Say("train.gone")
                                   : output.Say("train.kept", {folder->path()}));
  return absl::OkStatus();
}

absl::Status Train(Context& context, const TrainOptions& options) {
  if (!options.yes && !CanAsk(context)) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "there is no terminal to ask on",
                     {.reason = "NO_TERMINAL", .subject = "", .field = ""});
  }
  absl::Status done = context.until_stopped(
      [&](absl::Notification& stop) { return Teach(context, options, stop); });
  if (ReasonOf(done) != "LEFT") return done;
  return MakeError(absl::StatusCode::kAborted, "left before it was done",
                   {.reason = "LEFT", .subject = "", .field = "train"});
}

}  // namespace

void AddTrainCommand(CommandAdder& adder) {
  const auto options = std::make_shared<TrainOptions>();
  CLI::App& verb = adder.Verb("train", "train",
                              [options](Context& context) { return Train(context, *options); });
  adder.Flag(verb, "--yes", options->yes, "yes");
  adder.Text(verb, "--keep", options->keep, "keep");
  adder.Text(verb, "--hub-program", options->hub, "hub_program");
}

}  // namespace liaison
