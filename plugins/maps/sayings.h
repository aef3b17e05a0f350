// What a map's machine says, as alerts: what follows from the log is public and goes to everybody
// who reads the map; why a note has no effect, to who signed it.
#ifndef LIAISON_PLUGINS_MAPS_SAYINGS_H_
#define LIAISON_PLUGINS_MAPS_SAYINGS_H_

#include <optional>
#include <string>
#include <vector>

#include "plugins/sdk/plugin.h"
#include "proto/rules/map_machine.h"

namespace liaison::maps {

struct Audience {
  std::string ns;
  std::string map;
  const MapPolicy* policy = nullptr;  // nullptr: there is no such map
  std::vector<std::string> offices;   // of the mission
};

// The proposal that a note means, if there is one: its target, or the head on which it would build.
std::optional<Hash> AboutOf(const MapNote& note, const MapState& state);
// `about`: the proposal that a note without effect meant, if there is one.
plugin::v1::Alert AlertOf(const MapSaying& saying, const Audience& audience,
                          const std::optional<Hash>& about);

}  // namespace liaison::maps

#endif  // LIAISON_PLUGINS_MAPS_SAYINGS_H_
