// Correct but slow: some 10 ms of work an event (it has no clock), so that 64 stay under two
// seconds.
#include <cstdint>

#include "absl/strings/str_cat.h"
#include "plugins/sdk/plugin.h"

namespace liaison::plugin {
namespace {

constexpr uint64_t kSpins = 8'000'000;

class Slow final : public Plugin {
  void OnEvent(const Event& event, State& /*state*/, Effects& effects) override {
    volatile uint64_t spins = kSpins;
    while (spins > 0) spins = spins - 1;
    effects.Put("last", absl::StrCat(event.seq()));
  }
};

}  // namespace
}  // namespace liaison::plugin

int main() {
  liaison::plugin::Slow plugin;
  return liaison::plugin::Run(plugin, {.version = "1.0.0"});
}
