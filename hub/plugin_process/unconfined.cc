#include "hub/plugin_process/unconfined.h"

#include "absl/strings/string_view.h"
#include "hub/plugin_process/launcher_main.h"

namespace liaison {
namespace {

class NoConfinement final : public Confinement {
 public:
  ConfinementFailure Enter(const ConfinedSpec&) const override { return {}; }
  const char* EmptyPath() const override { return ""; }
};

class UnconfinedPluginProcesses final : public RealPluginProcesses {
 public:
  explicit UnconfinedPluginProcesses(const Clock& clock)
      : RealPluginProcesses(clock, kUnconfinedLauncher) {}

 protected:
  absl::Status Try(Launcher&) override { return absl::OkStatus(); }
};

}  // namespace

bool IsUnconfinedLauncher(int argc, const char* const* argv) {
  return argc == 2 && absl::string_view(argv[1]) == kUnconfinedLauncher;
}

int RunUnconfinedLauncher() { return RunLauncher(NoConfinement()); }

std::unique_ptr<RealPluginProcesses> MakeUnconfinedPluginProcesses(const Clock& clock) {
  return std::make_unique<UnconfinedPluginProcesses>(clock);
}

}  // namespace liaison
