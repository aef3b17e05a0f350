// An example of a plugin: counts the envelopes of each ladder. Every tenth raises an alert to the
// mailbox that sent it; a ladder on which nothing came for an hour starts again from zero.
#include <cstdint>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "plugins/sdk/plugin.h"

namespace {

constexpr int64_t kQuiet_ms = 60 * 60 * 1000;
constexpr int64_t kAlertEvery = 10;

class Count final : public liaison::plugin::Plugin {
  void OnEvent(const liaison::plugin::Event& event, liaison::plugin::State& state,
               liaison::plugin::Effects& effects) override {
    if (event.has_timer()) {
      // Nobody came in time to set this timer anew. Its key is the ladder.
      effects.Erase(StateKey(event.timer().key()));
      return;
    }
    const liaison::plugin::v1::EnvelopeAccepted& envelope = event.envelope();
    if (!envelope.has_ladder()) return;
    const std::string& ladder = envelope.ladder().id();

    int64_t count = 0;  // stays so if there is no row yet
    static_cast<void>(absl::SimpleAtoi(state.Get(StateKey(ladder)).value_or("0"), &count));
    ++count;
    effects.Put(StateKey(ladder), absl::StrCat(count));
    // The record's time is the only clock. Setting a timer again replaces it.
    effects.SetTimer(ladder, event.time_ms() + kQuiet_ms, "");

    if (count % kAlertEvery == 0) {
      auto& alert = effects.Alert("COUNT_TEN", envelope.precedence());
      alert.add_mailboxes(envelope.as());
      alert.add_refs(envelope.header_hash());
      auto& param = *alert.add_params();
      param.set_name("count");
      param.set_integer(count);
    }
  }

  static std::string StateKey(absl::string_view ladder) { return absl::StrCat("n/", ladder); }
};

}  // namespace

int main() {
  Count count;
  return liaison::plugin::Run(count, {.version = "1.0.0", .schema = 1});
}
