// What an incident costs, for the bench: each envelope writes a row, sets a timer, and every tenth
// raises an alert NOTED. The rows that it needs come along with the batch.
#include <cstdint>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "plugins/sdk/plugin.h"

namespace liaison::plugin {
namespace {

constexpr int64_t kQuiet_ms = 60 * 60 * 1000;

class Steady final : public Plugin {
  void OnEvent(const Event& event, State& state, Effects& effects) override {
    if (event.has_timer()) {
      effects.Erase(event.timer().key());
      return;
    }
    const std::string key = absl::StrCat("n/", event.order_key());
    uint64_t count = 0;
    static_cast<void>(absl::SimpleAtoi(state.Get(key).value_or("0"), &count));
    effects.Put(key, absl::StrCat(count + 1));
    effects.SetTimer(key, event.time_ms() + kQuiet_ms, "");
    if (event.seq() % 10 != 0) return;
    v1::Alert& alert = effects.Alert("NOTED", v1::ROUTINE);
    alert.add_mailboxes(event.envelope().as());
    alert.add_refs(event.envelope().header_hash());
  }
};

}  // namespace
}  // namespace liaison::plugin

int main() {
  liaison::plugin::Steady plugin;
  return liaison::plugin::Run(plugin, {.version = "1.0.0"});
}
