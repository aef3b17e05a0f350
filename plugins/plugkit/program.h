// The command line of plugkit, the tool for authors of plugins.
#ifndef LIAISON_PLUGINS_PLUGKIT_PROGRAM_H_
#define LIAISON_PLUGINS_PLUGKIT_PROGRAM_H_

#include "proto/base/file_system.h"

namespace liaison {

// Returns what main returns.
int RunPlugkit(int argc, char** argv, FileSystem& files);

}  // namespace liaison

#endif  // LIAISON_PLUGINS_PLUGKIT_PROGRAM_H_
