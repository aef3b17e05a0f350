// The launcher: the hub's own program file run a second time, before anything else, to start
// plugins. So it holds nothing of the hub's memory, keys or descriptors, has one thread, and can be
// started again by a hub that has many.
#ifndef LIAISON_HUB_PLUGIN_PROCESS_LAUNCHER_MAIN_H_
#define LIAISON_HUB_PLUGIN_PROCESS_LAUNCHER_MAIN_H_

#include "hub/plugin_process/confinement.h"

namespace liaison {

// The hidden first argument.
inline constexpr char kPluginLauncher[] = "plugin-launcher";

// For the first line of a main function that has plugins:
//   if (IsPluginLauncher(argc, argv)) return RunPluginLauncher();
bool IsPluginLauncher(int argc, const char* const* argv);
int RunPluginLauncher();

// Carries out LaunchOrders from kControlFd until the hub closes it, then ends all plugins. Returns
// the exit status.
int RunLauncher(const Confinement& confinement);

}  // namespace liaison

#endif  // LIAISON_HUB_PLUGIN_PROCESS_LAUNCHER_MAIN_H_
