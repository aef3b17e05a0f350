// One map, at one event: rows to the machine's state and back, what it says to effects.
#ifndef LIAISON_PLUGINS_MAPS_SERIES_H_
#define LIAISON_PLUGINS_MAPS_SERIES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "plugins/maps/changes.h"
#include "plugins/maps/rows.pb.h"
#include "plugins/sdk/plugin.h"
#include "plugins/shared/book.h"
#include "plugins/shared/long_row.h"
#include "proto/rules/map_machine.h"

namespace liaison::maps {

// All references outlive it.
class Series {
 public:
  Series(plugin::State& state, plugin::Effects& effects, shared::Book& book, Changes& changes,
         Instant now, absl::string_view map);

  // The map's own timer has fired.
  void OnTimer();
  void OnNote(const MapNote& note, const Hash& hash, const std::vector<std::string>& signers);

 private:
  class World;
  using Act = absl::FunctionRef<void(MapMachine& machine)>;

  // Changes of devices that the map has not been told of, then `act`.
  void Run(Act act, const MapNote* note);
  void Say(const std::vector<MapSaying>& said, const MapNote* note);
  void Store(std::optional<int64_t> due_ms);
  // Of what waits as much as one event has room for; whether that is all.
  bool Utter();
  void KeepTimer(std::optional<int64_t> due_ms);

  plugin::State& state_;
  plugin::Effects& effects_;
  shared::Book& book_;
  Changes& changes_;
  const Instant now_;
  const std::string name_;
  shared::LongRow long_row_;
  Map row_;
  MapState map_;
};

}  // namespace liaison::maps

#endif  // LIAISON_PLUGINS_MAPS_SERIES_H_
