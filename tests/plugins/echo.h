// Answers every alert of another plugin by one of its own: two of them never stop by themselves.
#ifndef LIAISON_TESTS_PLUGINS_ECHO_H_
#define LIAISON_TESTS_PLUGINS_ECHO_H_

#include <string>
#include <utility>

#include "plugins/sdk/plugin.h"

namespace liaison::plugin {

class Echo final : public Plugin {
 public:
  // `other`: whom it answers. `starts`: an envelope with ladder ECHO begins the talk.
  Echo(std::string other, bool starts) : other_(std::move(other)), starts_(starts) {}

  void OnEvent(const Event& event, State& /*state*/, Effects& effects) override {
    if (event.has_alert() && event.alert().plugin() == other_) {
      v1::Alert& alert = effects.Alert("ECHO", v1::ROUTINE);
      *alert.mutable_mailboxes() = event.alert().mailboxes();
    }
    if (event.has_envelope() && starts_ && event.envelope().ladder().id() == "ECHO") {
      effects.Alert("ECHO", v1::ROUTINE).add_mailboxes(event.envelope().as());
    }
  }

 private:
  const std::string other_;
  const bool starts_;
};

}  // namespace liaison::plugin

#endif  // LIAISON_TESTS_PLUGINS_ECHO_H_
