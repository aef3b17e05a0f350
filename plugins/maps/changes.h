// Changes of devices, kept in order, so that each map can be told of them when it is looked at
// next, and the result does not hang on when that is.
#ifndef LIAISON_PLUGINS_MAPS_CHANGES_H_
#define LIAISON_PLUGINS_MAPS_CHANGES_H_

#include <cstdint>
#include <vector>

#include "plugins/sdk/plugin.h"
#include "plugins/shared/book.h"
#include "proto/rules/incident.h"

namespace liaison::maps {

struct DeviceChange {
  Instant at;
  shared::EndedDevice ended;  // without name: one was certified
};

// For one event; all references outlive it.
class Changes {
 public:
  Changes(plugin::State& state, plugin::Effects& effects, Instant now)
      : state_(state), effects_(effects), now_(now) {}

  void Note(const shared::EndedDevice& ended);
  // The index behind the newest change.
  uint64_t End();
  // From index `from` on and before `now`, in log order.
  std::vector<DeviceChange> Since(uint64_t from);

 private:
  plugin::State& state_;
  plugin::Effects& effects_;
  const Instant now_;
};

}  // namespace liaison::maps

#endif  // LIAISON_PLUGINS_MAPS_CHANGES_H_
