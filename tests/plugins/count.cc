// Counts envelopes per ladder: `n/<ladder>`, and an alert TEN per ten to the mailbox that sent it.
#include <cstdint>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "plugins/sdk/plugin.h"

namespace liaison::plugin {
namespace {

class Count final : public Plugin {
  void OnEvent(const Event& event, State& state, Effects& effects) override {
    if (!event.envelope().has_ladder()) return;
    const std::string key = absl::StrCat("n/", event.envelope().ladder().id());
    uint64_t count = 0;
    static_cast<void>(absl::SimpleAtoi(state.Get(key).value_or("0"), &count));
    ++count;
    effects.Put(key, absl::StrCat(count));
    if (count % 10 != 0) return;
    v1::Alert& alert = effects.Alert("TEN", v1::ROUTINE);
    alert.add_mailboxes(event.envelope().as());
    alert.add_refs(event.envelope().header_hash());
  }
};

}  // namespace
}  // namespace liaison::plugin

int main() {
  liaison::plugin::Count plugin;
  return liaison::plugin::Run(plugin, {.version = "1.0.0"});
}
