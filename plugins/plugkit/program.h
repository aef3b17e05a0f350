// The command line of plugkit, the tool for authors of plugins.
#ifndef LIAISON_PLUGINS_PLUGKIT_PROGRAM_H_
#define LIAISON_PLUGINS_PLUGKIT_PROGRAM_H_

#include "plugins/plugkit/run_command.h"

namespace liaison {

// Returns what main returns.
int RunPlugkit(int argc, char** argv, const PlugkitWorld& world);

}  // namespace liaison

#endif  // LIAISON_PLUGINS_PLUGKIT_PROGRAM_H_
