// The sandbox of every plugin. Source: DESIGN section 7; each step's why is at the step.
#ifndef LIAISON_HUB_PLUGIN_PROCESS_SANDBOX_H_
#define LIAISON_HUB_PLUGIN_PROCESS_SANDBOX_H_

#include <linux/filter.h>

#include <vector>

#include "hub/plugin_process/confinement.h"

namespace liaison {

// Where the hub runs as root, the plugin in slot n runs as user and group kFirstPluginUid + n:
// below 65536, which small containers map, and in Debian's reserved range, which no package gets.
inline constexpr uint32_t kFirstPluginUid = 65100;
inline constexpr uint32_t kPluginSlots = 256;

class Sandbox final : public Confinement {
 public:
  // Builds the filter, here and not in the child: after a fork only system calls are made.
  Sandbox();
  ~Sandbox() override;

  ConfinementFailure Enter(const ConfinedSpec& spec) const override;
  const char* EmptyPath() const override { return empty_path_; }

 private:
  const char* const empty_path_;  // a page of its own, at an address drawn by the kernel
  const std::vector<sock_filter> filter_;
};

}  // namespace liaison

#endif  // LIAISON_HUB_PLUGIN_PROCESS_SANDBOX_H_
