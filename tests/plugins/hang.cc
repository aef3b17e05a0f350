// Never comes back from an envelope with ladder HANG.
#include <cstdint>

#include "absl/strings/str_cat.h"
#include "plugins/sdk/plugin.h"

namespace liaison::plugin {
namespace {

class Hang final : public Plugin {
  void OnEvent(const Event& event, State& /*state*/, Effects& effects) override {
    volatile bool hang = event.envelope().ladder().id() == "HANG";
    while (hang) hang = true;
    effects.Put("last", absl::StrCat(event.seq()));
  }
};

}  // namespace
}  // namespace liaison::plugin

int main() {
  liaison::plugin::Hang plugin;
  return liaison::plugin::Run(plugin, {.version = "1.0.0"});
}
