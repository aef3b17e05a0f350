// Plugins without the sandbox, so that attacks can be seen to work: for plugkit and tests only. The
// hub's programs do not link it (tests/arch), and their main functions know no such launcher.
#ifndef LIAISON_HUB_PLUGIN_PROCESS_UNCONFINED_H_
#define LIAISON_HUB_PLUGIN_PROCESS_UNCONFINED_H_

#include <memory>

#include "hub/plugin_process/real_plugin_processes.h"

namespace liaison {

inline constexpr char kUnconfinedLauncher[] = "unconfined-plugin-launcher";

// For main functions, beside IsPluginLauncher.
bool IsUnconfinedLauncher(int argc, const char* const* argv);
int RunUnconfinedLauncher();

// Without self-attack too.
std::unique_ptr<RealPluginProcesses> MakeUnconfinedPluginProcesses(const Clock& clock);

}  // namespace liaison

#endif  // LIAISON_HUB_PLUGIN_PROCESS_UNCONFINED_H_
