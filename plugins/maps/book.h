// Who takes part, as the log has it: offices, and the devices with their certificates. Changes of
// devices are kept in order, so that each map can be told of them when it is looked at next, and
// the result does not hang on when that is.
#ifndef LIAISON_PLUGINS_MAPS_BOOK_H_
#define LIAISON_PLUGINS_MAPS_BOOK_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "plugins/maps/rows.pb.h"
#include "plugins/sdk/plugin.h"
#include "proto/rules/incident.h"
#include "proto/rules/map_machine.h"
#include "proto/text/directory_note.h"

namespace liaison::maps {

struct DeviceChange {
  Instant at;
  std::string revoked;  // the device; empty: one was certified
  RevokeReason reason = RevokeReason::kLost;
};

// For one event; all references outlive it.
class Book {
 public:
  Book(plugin::State& state, plugin::Effects& effects, Instant now)
      : state_(state), effects_(effects), now_(now) {}

  // The texts of notes that the hub has verified. Those of certificates and revocations say whether
  // a device has changed.
  void OnCharter(absl::string_view text);
  bool OnCertificate(absl::string_view text, absl::string_view hash);
  bool OnRevocation(absl::string_view text);

  const Setup& setup();
  // The index behind the newest change.
  uint64_t ChangesEnd();
  // From index `from` on and before `now`, in log order.
  std::vector<DeviceChange> ChangesSince(uint64_t from);
  // What was known at `as_of`, that record included.
  std::optional<MapDevice> FindDevice(absl::string_view name, LeafIndex as_of);
  std::vector<MapDevice> Devices(LeafIndex as_of);

 private:
  void NoteChange(const std::string& revoked, RevokeReason reason);
  // nullopt: not certified then.
  std::optional<MapDevice> DeviceOf(absl::string_view name, const Device& row, LeafIndex as_of);

  plugin::State& state_;
  plugin::Effects& effects_;
  const Instant now_;
  std::optional<Setup> setup_;
  std::optional<std::vector<plugin::Row>> devices_;  // all rows, read once
};

}  // namespace liaison::maps

#endif  // LIAISON_PLUGINS_MAPS_BOOK_H_
