// What the hub knows about its plugins: who is installed, how far each generation of state is, what
// was set aside. The sequencer changes it, with the rows that say the same; others read snapshots.
#ifndef LIAISON_HUB_PLUGIN_HOST_PLUGIN_BOOK_H_
#define LIAISON_HUB_PLUGIN_HOST_PLUGIN_BOOK_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "hub/plugin_host/manifest.h"
#include "hub/plugin_host/plugin_rows.h"
#include "hub/store/store.h"

namespace liaison {

// Timers that a plugin sets again as they fire would otherwise fill the log as fast as the disk
// takes it. Not stored: a restart begins a new minute.
struct FirePace {
  int64_t minute_ms = 0;
  uint64_t fired = 0;
  int64_t not_before_ms = 0;
};

struct PluginEntry {
  rows::Plugin row;
  std::shared_ptr<const PluginManifest> manifest;
  std::map<uint64_t, rows::Track> tracks;  // by generation
  // Shared by snapshots: kept for ever, changed rarely.
  std::shared_ptr<const std::vector<rows::Quarantine>> quarantines =
      std::make_shared<const std::vector<rows::Quarantine>>();

  FirePace pace;

  bool IsLive(uint64_t generation) const { return generation == row.generation(); }
};

// Whether a record is set aside, as a function of the log: decisions are CONTROL records, and what
// they say of a position is the same for every generation of state.
class QuarantineView {
 public:
  explicit QuarantineView(const std::vector<rows::Quarantine>& decisions) : decisions_(decisions) {}

  // Whether the event `seq` was set aside, to be parked, when it was delivered at position `at`.
  bool IsSetAside(LeafIndex seq, LeafIndex at) const;
  // Whether an event of this order key must wait at position `at`, because an earlier one does.
  bool IsParked(absl::string_view order_key, LeafIndex at) const;
  // The decision that the CONTROL record at `index` ends.
  const rows::Quarantine* EndedBy(LeafIndex index) const;
  // Whether the plugin may not go on at `seq`; whether the operator said to go past it.
  bool IsHaltedAt(LeafIndex seq) const;
  bool IsSkippedAt(LeafIndex seq) const;

 private:
  const std::vector<rows::Quarantine>& decisions_;
};

class PluginBook {
 public:
  // Errors: DataLoss ROW, Unavailable.
  static absl::StatusOr<PluginBook> Load(const Store& store);

  PluginEntry* Find(absl::string_view plugin);
  const PluginEntry* Find(absl::string_view plugin) const;
  rows::Track* FindTrack(const TrackId& track);
  PluginEntry& Add(absl::string_view plugin) { return plugins_[std::string(plugin)]; }
  std::map<std::string, PluginEntry>& plugins() { return plugins_; }
  const std::map<std::string, PluginEntry>& plugins() const { return plugins_; }

 private:
  absl::Status LoadPlugins(const Store& store);
  absl::Status LoadTracks(const Store& store);
  absl::Status LoadQuarantines(const Store& store);

  std::map<std::string, PluginEntry> plugins_;
};

}  // namespace liaison

#endif  // LIAISON_HUB_PLUGIN_HOST_PLUGIN_BOOK_H_
