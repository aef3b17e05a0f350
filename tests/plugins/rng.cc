// Not deterministic: what it writes depends on where the system put the process's stack.
#include <cstdint>

#include "absl/strings/str_cat.h"
#include "plugins/sdk/plugin.h"

namespace liaison::plugin {
namespace {

class Rng final : public Plugin {
  void OnEvent(const Event& event, State& /*state*/, Effects& effects) override {
    const char here = 0;
    const auto place = reinterpret_cast<uintptr_t>(&here);
    effects.Put("place", absl::StrCat(event.seq(), " ", place));
  }
};

}  // namespace
}  // namespace liaison::plugin

int main() {
  liaison::plugin::Rng plugin;
  return liaison::plugin::Run(plugin, {.version = "1.0.0"});
}
