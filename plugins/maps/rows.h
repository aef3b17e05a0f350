// A map's state as a row, and back.
#ifndef LIAISON_PLUGINS_MAPS_ROWS_H_
#define LIAISON_PLUGINS_MAPS_ROWS_H_

#include <string>

#include "absl/strings/string_view.h"
#include "plugins/maps/rows.pb.h"
#include "proto/rules/map_state.h"

namespace liaison::maps {

// What the machine knows. A proposal's deltas are left out: no rule asks for them.
void PutState(const MapState& state, Map& row);
// `row` is one of our own.
MapState StateOf(const std::string& ns, absl::string_view map, const Map& row);

}  // namespace liaison::maps

#endif  // LIAISON_PLUGINS_MAPS_ROWS_H_
