// The commands of `liaison-hub`. Each says on `out` what it did and returns what went wrong; main
// turns that into an exit status.
#ifndef LIAISON_HUB_COMMANDS_H_
#define LIAISON_HUB_COMMANDS_H_

#include <cstdio>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "hub/config.h"
#include "hub/process.h"
#include "proto/base/clock.h"
#include "proto/base/file_system.h"
#include "proto/base/random.h"
#include "proto/text/canonical_json.h"

namespace liaison {

struct CommandWorld {
  Clock& clock;
  Clock& process_clock;
  Random& random;
  FileSystem& files;
  std::FILE* out;
  bool json = false;
};

// `text` as a line, or `json` where that was asked for.
void Answer(const CommandWorld& world, absl::string_view text, const Json& json);

// A folder that cannot be written shows as PermissionDenied of whatever is written first (a lock, a
// key): says what is meant, FailedPrecondition DATA_FOLDER_READ_ONLY. Other statuses pass.
absl::Status ExplainDataFolder(const absl::Status& status, const HubConfig& config);

// Makes the keys and prints public.txt, for the founding meeting.
absl::Status InitCommand(const CommandWorld& world, const HubConfig& config);
// Logs charter and notes from files, in the order given.
absl::Status FoundCommand(const CommandWorld& world, const HubConfig& config,
                          const std::vector<std::string>& note_files);
// Serves until a signal or the local socket asks to stop.
absl::Status RunCommand(const CommandWorld& world, const HubConfig& config, StopSignals& signals);
// What can be said about the configuration without starting: keys there, certificate readable.
absl::Status TryCommand(const CommandWorld& world, const HubConfig& config);
// Re-reads the whole log; the hub must not be running.
absl::Status CheckCommand(const CommandWorld& world, const HubConfig& config);
absl::Status ExportLogCommand(const CommandWorld& world, const HubConfig& config,
                              absl::string_view directory);

// Through the local socket of the running hub:
absl::Status StatusCommand(const CommandWorld& world, const HubConfig& config);
absl::Status SubmitCommand(const CommandWorld& world, const HubConfig& config,
                           const std::vector<std::string>& note_files);
// Logs what this machine's tz database says of these zones; none: of those of the mission's
// parties.
absl::Status TimeZonesCommand(const CommandWorld& world, const HubConfig& config,
                              const std::vector<std::string>& zones);
absl::Status StopCommand(const CommandWorld& world, const HubConfig& config);
struct PluginCommandLine {
  std::string verb;
  std::string plugin;
  std::string folder;
  uint64_t record = 0;
  std::string reason;
};
absl::Status PluginCommand(const CommandWorld& world, const HubConfig& config,
                           const PluginCommandLine& line);

}  // namespace liaison

#endif  // LIAISON_HUB_COMMANDS_H_
