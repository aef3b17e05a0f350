// The plugin: each record to what it concerns. Deterministic, without I/O: (state, record) ->
// (state, effects).
#ifndef LIAISON_PLUGINS_ESCALATION_ESCALATION_H_
#define LIAISON_PLUGINS_ESCALATION_ESCALATION_H_

#include "plugins/escalation/book.h"
#include "plugins/sdk/plugin.h"

namespace liaison::escalation {

class Escalation final : public plugin::Plugin {
 public:
  void OnEvent(const plugin::Event& event, plugin::State& state, plugin::Effects& effects) override;

 private:
  Memory memory_;
};

}  // namespace liaison::escalation

#endif  // LIAISON_PLUGINS_ESCALATION_ESCALATION_H_
