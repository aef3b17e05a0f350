// Sets timers as the ladder says. The first number below is seconds from the record's time.
//   SET-5     one of its own, named by the record's index: an alert FIRED when it fires
//   PAST-5    the same, due before the record
//   REPEAT-5  "repeat", which sets itself again
//   STOP      cancels "repeat"
//   CANCEL    cancels what SET set last
//   BOTH-5    sets one and cancels it at once
// `fired` counts those that fired.
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "plugins/sdk/plugin.h"

namespace liaison::plugin {
namespace {

int64_t Number(absl::string_view text) {
  int64_t number = 0;
  static_cast<void>(absl::SimpleAtoi(text, &number));
  return number;
}

class Timers final : public Plugin {
  void OnEvent(const Event& event, State& state, Effects& effects) override {
    if (event.has_timer()) {
      Fire(event, state, effects);
    } else if (event.has_envelope()) {
      Arm(event, state, effects);
    }
  }

  // Payload: the mailbox to tell, and after a space the seconds to repeat in.
  static void Fire(const Event& event, State& state, Effects& effects) {
    const v1::TimerFired& timer = event.timer();
    const std::pair<std::string, std::string> payload =
        absl::StrSplit(timer.payload(), absl::MaxSplits(' ', 1));
    effects.Put("fired", absl::StrCat(Number(state.Get("fired").value_or("0")) + 1));
    if (timer.key() == "repeat") {
      effects.SetTimer("repeat", timer.due_ms() + Number(payload.second) * 1000, timer.payload());
    }
    v1::Alert& alert = effects.Alert("FIRED", v1::ROUTINE);
    alert.add_mailboxes(payload.first);
    v1::Param& param = *alert.add_params();
    param.set_name("timer");
    param.set_token(timer.key());
  }

  static void Arm(const Event& event, State& state, Effects& effects) {
    const v1::EnvelopeAccepted& envelope = event.envelope();
    const std::pair<std::string, std::string> order =
        absl::StrSplit(envelope.ladder().id(), absl::MaxSplits('-', 1));
    const std::string& what = order.first;
    const int64_t sign = what == "PAST" ? -1 : 1;
    const int64_t due_ms = event.time_ms() + sign * Number(order.second) * 1000;
    const std::string own = absl::StrCat(event.seq());
    if (what == "SET" || what == "PAST" || what == "BOTH") {
      effects.SetTimer(own, due_ms, envelope.as()).set_precedence(envelope.precedence());
      effects.Put("last", own);
    }
    if (what == "BOTH") effects.CancelTimer(own);
    if (what == "CANCEL") effects.CancelTimer(state.Get("last").value_or("none"));
    if (what == "REPEAT") {
      effects.SetTimer("repeat", due_ms, absl::StrCat(envelope.as(), " ", order.second));
    }
    if (what == "STOP") effects.CancelTimer("repeat");
  }
};

}  // namespace
}  // namespace liaison::plugin

int main() {
  liaison::plugin::Timers plugin;
  return liaison::plugin::Run(plugin, {.version = "1.0.0"});
}
