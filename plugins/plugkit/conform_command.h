// plugkit conform: whether a plugin keeps to the contract of proto/liaison/plugin/v1/plugin.proto,
// whatever happens to it.
#ifndef LIAISON_PLUGINS_PLUGKIT_CONFORM_COMMAND_H_
#define LIAISON_PLUGINS_PLUGKIT_CONFORM_COMMAND_H_

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "plugins/plugkit/check_report.h"
#include "plugins/plugkit/run_command.h"

namespace liaison {

struct ConformOptions {
  std::string bundle;  // folder
  std::string script;  // file; empty: one is made from the manifest
  size_t kills = 0;    // at most so many, spread evenly over the messages; 0: after each of them
};

// Errors: as CheckReport::Verdict; InvalidArgument (manifest, script); as FileSystem.
absl::Status ConformCommand(const PlugkitWorld& world, const ConformOptions& options,
                            CheckReport& report);

}  // namespace liaison

#endif  // LIAISON_PLUGINS_PLUGKIT_CONFORM_COMMAND_H_
