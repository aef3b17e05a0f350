// The nouns of the command line, one file each. Each function adds its commands to `app`; a command
// that was chosen puts what is to be run into `run`.
#ifndef LIAISON_CLIENTS_CLI_COMMANDS_H_
#define LIAISON_CLIENTS_CLI_COMMANDS_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "clients/cli/context.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace liaison {

using Run = std::function<absl::Status(Context&)>;

// A command with its help ("help.<key>", "help.<key>.examples") in the chosen language.
// `parent` may be a noun or the program itself.
class CommandAdder {
 public:
  CommandAdder(CLI::App& app, Run& run, const Phrasebook& phrases, Language language)
      : app_(app), run_(run), phrases_(phrases), language_(language) {}

  CLI::App& app() { return app_; }
  // A noun that only groups verbs.
  CommandAdder Noun(const std::string& name) { return Noun(name, name); }
  // The same below another noun; `key` names its help.
  CommandAdder Noun(const std::string& name, const std::string& key);
  // A verb; `key` names its help, e.g. "mission.join".
  CLI::App& Verb(const std::string& name, const std::string& key, Run run);
  // "--name" with the help "option.<help>".
  CLI::Option& Text(CLI::App& verb, const std::string& name, std::string& value,
                    const std::string& help);
  CLI::Option& Texts(CLI::App& verb, const std::string& name, std::vector<std::string>& values,
                     const std::string& help);
  CLI::Option& Number(CLI::App& verb, const std::string& name, uint64_t& value,
                      const std::string& help);
  CLI::Option& Flag(CLI::App& verb, const std::string& name, bool& value, const std::string& help);

 private:
  CLI::App& app_;
  Run& run_;
  const Phrasebook& phrases_;
  const Language language_;
};

void AddMissionCommands(CommandAdder& adder);
void AddOfficeCommands(CommandAdder& adder);
void AddOfficerCommands(CommandAdder& adder);
void AddLadderCommands(CommandAdder& adder);
void AddPatternCommands(CommandAdder& adder);
void AddObligationCommands(CommandAdder& adder);
void AddMapCommands(CommandAdder& adder);
void AddReportCommands(CommandAdder& adder);
void AddKeyCommands(CommandAdder& adder);
void AddFormCommand(CommandAdder& adder);
void AddSendCommand(CommandAdder& adder);
void AddReplyCommand(CommandAdder& adder);
void AddDraftCommands(CommandAdder& adder);
void AddInboxCommand(CommandAdder& adder);
void AddShowCommand(CommandAdder& adder);
void AddAnswerCommands(CommandAdder& adder);
void AddDelegateCommand(CommandAdder& adder);
void AddHandoverCommands(CommandAdder& adder);
void AddIncidentCommands(CommandAdder& adder);
void AddRosterCommands(CommandAdder& adder);
void AddTraceCommand(CommandAdder& adder);
void AddStatusCommand(CommandAdder& adder);
void AddWatchCommand(CommandAdder& adder);
void AddBagCommands(CommandAdder& adder);
void AddLogCommands(CommandAdder& adder);
void AddExportCommand(CommandAdder& adder);
void AddVerifyCommand(CommandAdder& adder);
void AddDoctorCommand(CommandAdder& adder);
void AddTrainCommand(CommandAdder& adder);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_COMMANDS_H_
