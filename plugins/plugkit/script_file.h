// A script as it lies on the disk: with what it includes, and the files that its steps name.
#ifndef LIAISON_PLUGINS_PLUGKIT_SCRIPT_FILE_H_
#define LIAISON_PLUGINS_PLUGKIT_SCRIPT_FILE_H_

#include <string>

#include "absl/status/statusor.h"
#include "plugins/plugkit/script.h"
#include "proto/base/file_system.h"

namespace liaison {

// Everything is in it: `include` is empty, every `time_zones` has its `json`. Errors: as
// ParseScript with the file in front; as FileSystem.
absl::StatusOr<plugkit::Script> ReadScript(FileSystem& files, const std::string& path);

}  // namespace liaison

#endif  // LIAISON_PLUGINS_PLUGKIT_SCRIPT_FILE_H_
