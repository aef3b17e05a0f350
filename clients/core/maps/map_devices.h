// The devices that the machine of a map asks about, as of a place in the log, which only moves on.
#ifndef LIAISON_CLIENTS_CORE_MAPS_MAP_DEVICES_H_
#define LIAISON_CLIENTS_CORE_MAPS_MAP_DEVICES_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "clients/core/trust/state_walk.h"
#include "proto/rules/map_machine.h"

namespace liaison {

class MapDevices {
 public:
  // Takes in what happened at this leaf.
  void Apply(const DeviceEvent& event);
  std::optional<MapDevice> Find(absl::string_view name) const;
  std::vector<MapDevice> All() const;  // by name

 private:
  std::map<std::string, MapDevice, std::less<>> devices_;
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_MAPS_MAP_DEVICES_H_
