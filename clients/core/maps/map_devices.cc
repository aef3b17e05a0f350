#include "clients/core/maps/map_devices.h"

#include <algorithm>

namespace liaison {

void MapDevices::Apply(const DeviceEvent& event) {
  const Certificate& certificate = event.fact->certificate;
  MapDevice& device = devices_[certificate.subject];
  if (event.revokes) {
    const bool ends = event.fact->revoke_reason != RevokeReason::kReplaced;
    if (ends && !device.ended_ms.has_value()) device.ended_ms = event.at.time_ms;
    return;
  }
  if (device.name.empty()) device.certified_ms = event.at.time_ms;
  device.name = certificate.subject;
  device.office = certificate.office;
  device.jwg = std::find(certificate.mailboxes.begin(), certificate.mailboxes.end(), Role::kJwg) !=
               certificate.mailboxes.end();
}

std::optional<MapDevice> MapDevices::Find(absl::string_view name) const {
  const auto found = devices_.find(name);
  if (found == devices_.end()) return std::nullopt;
  return found->second;
}

std::vector<MapDevice> MapDevices::All() const {
  std::vector<MapDevice> all;
  all.reserve(devices_.size());
  for (const auto& [name, device] : devices_) all.push_back(device);
  return all;
}

}  // namespace liaison
