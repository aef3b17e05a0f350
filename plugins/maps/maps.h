// The plugin: each record to the map that it concerns. Deterministic, without I/O: (state, record)
// -> (state, effects).
#ifndef LIAISON_PLUGINS_MAPS_MAPS_H_
#define LIAISON_PLUGINS_MAPS_MAPS_H_

#include "plugins/sdk/plugin.h"

namespace liaison::maps {

class Maps final : public plugin::Plugin {
 public:
  void OnEvent(const plugin::Event& event, plugin::State& state, plugin::Effects& effects) override;
};

}  // namespace liaison::maps

#endif  // LIAISON_PLUGINS_MAPS_MAPS_H_
