// Who takes part, as the log has it: offices, and the devices with their certificates. Notes come
// verified by the hub.
#ifndef LIAISON_PLUGINS_SHARED_BOOK_H_
#define LIAISON_PLUGINS_SHARED_BOOK_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "plugins/sdk/plugin.h"
#include "plugins/shared/rows.pb.h"
#include "proto/rules/incident.h"
#include "proto/text/directory_note.h"

namespace liaison::shared {

// A device's certificate, as far as plugins ask.
struct KnownDevice {
  std::string name;  // full
  std::string office;
  std::string holder;
  bool jwg = false;
  bool editor = false;
  int64_t certified_ms = 0;         // hub time of its first certificate's leaf
  std::optional<int64_t> ended_ms;  // revoked, for whatever reason but `replaced`
};

// A device that can do nothing any more.
struct EndedDevice {
  std::string name;
  RevokeReason reason = RevokeReason::kLost;
};

// All rows that begin with `prefix`, behind the key `after`.
std::vector<plugin::Row> ScanAll(plugin::State& state, absl::string_view prefix, std::string after);

// For one event; all references outlive it. Rows: "setup", "device/<name>", "cert/<hash>".
class Book {
 public:
  Book(plugin::State& state, plugin::Effects& effects, Instant now)
      : state_(state), effects_(effects), now_(now) {}

  // The texts of notes that the hub has verified.
  void OnCharter(absl::string_view text);
  // Whether it is that of a new device.
  bool OnCertificate(absl::string_view text, absl::string_view hash);
  std::optional<EndedDevice> OnRevocation(absl::string_view text);

  const Setup& setup();
  bool HasOffice(absl::string_view office);
  bool IsGuarantor(absl::string_view office);
  // What was known at `as_of`, that record included.
  std::optional<KnownDevice> FindDevice(absl::string_view name, LeafIndex as_of);
  std::vector<KnownDevice> Devices(LeafIndex as_of);

 private:
  // nullopt: not certified then.
  std::optional<KnownDevice> DeviceOf(absl::string_view name, const Device& row, LeafIndex as_of);

  plugin::State& state_;
  plugin::Effects& effects_;
  const Instant now_;
  std::optional<Setup> setup_;
  std::optional<std::vector<plugin::Row>> devices_;  // all rows, read once
};

}  // namespace liaison::shared

#endif  // LIAISON_PLUGINS_SHARED_BOOK_H_
