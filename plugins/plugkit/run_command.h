// plugkit run: a plugin as it is shipped, in the sandbox, on a script.
#ifndef LIAISON_PLUGINS_PLUGKIT_RUN_COMMAND_H_
#define LIAISON_PLUGINS_PLUGKIT_RUN_COMMAND_H_

#include <cstdio>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "hub/plugin_host/bundle.h"
#include "plugins/plugkit/script.h"
#include "proto/base/clock.h"
#include "proto/base/file_system.h"

namespace liaison {

// All outlive the command.
struct PlugkitWorld {
  FileSystem& files;
  const Clock& clock;
};

struct RunOptions {
  std::string bundle;  // folder
  std::string script;  // file
  int batch_events_max = 64;
  bool json = false;
};

// Prints all records that came out, beside those that should have. Errors: InvalidArgument
// UNEXPECTED (they are not the same), SCRIPT; FailedPrecondition PLUGIN_FAILS; as FileSystem.
absl::Status RunCommand(const PlugkitWorld& world, const RunOptions& options, std::FILE* out);

// Errors: as FileSystem.
absl::StatusOr<Bundle> ReadBundle(FileSystem& files, const std::string& folder);

}  // namespace liaison

#endif  // LIAISON_PLUGINS_PLUGKIT_RUN_COMMAND_H_
