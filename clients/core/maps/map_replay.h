// One map's machine, with all that the machine itself forgets. Internal to map_book.
#ifndef LIAISON_CLIENTS_CORE_MAPS_MAP_REPLAY_H_
#define LIAISON_CLIENTS_CORE_MAPS_MAP_REPLAY_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "clients/core/maps/map_devices.h"
#include "clients/core/maps/map_record.h"
#include "proto/rules/map_machine.h"

namespace liaison {

class MapReplay : private MapWorld {
 public:
  // `devices` outlives it.
  MapReplay(absl::string_view map, const MapDevices& devices);

  // `signers`: devices whose lines the note carries, `from` first.
  void Take(Instant now, const MapNote& note, const Hash& hash,
            const std::vector<std::string>& signers);
  // `devices` has taken it in before.
  void Take(const DeviceEvent& event);
  // Everything due before `now`.
  void AdvanceTo(Instant now);

  std::optional<int64_t> NextDue_ms();
  const MapRecord& record() const { return record_; }

 private:
  std::optional<MapDevice> FindDevice(absl::string_view name) override;
  std::vector<MapDevice> Devices() override;
  std::optional<MapPhase> FindClosed(const Hash& proposal) override;
  void Close(const MapVersion& version) override;

  // Lets the machine do something, then takes over what came of it.
  void Run(absl::FunctionRef<void(MapMachine&)> act);
  void TakeOver(const MapVersion& version);
  void Hear(const MapSaying& saying);
  void AddRemark(Instant now, const MapStep& step);
  MapEntry* Find(const Hash& proposal);

  const MapDevices& devices_;
  MapRecord record_;
  std::map<Hash, size_t> places_;          // of proposals in record_.entries
  std::map<LeafIndex, int64_t> times_ms_;  // of the proposals' leaves
  std::map<Hash, MapPhase> closed_;
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_MAPS_MAP_REPLAY_H_
