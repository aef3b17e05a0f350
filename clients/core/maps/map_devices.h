// The devices that the machine of a map asks about, as of a place in the log, which only moves on.
#ifndef LIAISON_CLIENTS_CORE_MAPS_MAP_DEVICES_H_
#define LIAISON_CLIENTS_CORE_MAPS_MAP_DEVICES_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "proto/rules/directory.h"
#include "proto/rules/map_machine.h"

namespace liaison {

// A certificate's leaf, or that of its revocation.
struct MapDeviceEvent {
  Instant at;
  const CertFact* fact = nullptr;  // the directory's
  bool revokes = false;
};
// Of all devices, in log order. Valid as long as pointers into `directory` are.
std::vector<MapDeviceEvent> DeviceEventsOf(const Directory& directory);

class MapDevices {
 public:
  // Takes in what happened at this leaf.
  void Apply(const MapDeviceEvent& event);
  std::optional<MapDevice> Find(absl::string_view name) const;
  std::vector<MapDevice> All() const;  // by name

 private:
  std::map<std::string, MapDevice, std::less<>> devices_;
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_MAPS_MAP_DEVICES_H_
