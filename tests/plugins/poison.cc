// Aborts on envelopes with ladder POISON, says of REFUSE itself that it cannot process it, and
// counts the others.
#include <cstdlib>
#include <string>

#include "absl/strings/str_cat.h"
#include "plugins/sdk/plugin.h"

namespace liaison::plugin {
namespace {

class Poison final : public Plugin {
  void OnEvent(const Event& event, State& /*state*/, Effects& effects) override {
    const std::string& ladder = event.envelope().ladder().id();
    if (ladder == "POISON") std::abort();
    if (ladder == "REFUSE") effects.CannotProcess("refused as asked");
    effects.Put(absl::StrCat("last/", ladder), absl::StrCat(event.seq()));
  }
};

}  // namespace
}  // namespace liaison::plugin

int main() {
  liaison::plugin::Poison plugin;
  return liaison::plugin::Run(plugin, {.version = "1.0.0"});
}
