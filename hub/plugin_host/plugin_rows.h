// Keys of the families `plugin` and `timer`; values are the messages of plugin_rows.proto, raw
// bytes (state) or fixed numbers (due rows). Frozen as hub/store/keys.h is.
//
//   family   key                                                       value
//   plugin   'r' plugin                                                Plugin
//            'c' plugin NUL generation (8)                             Track
//            's' plugin NUL generation (8) key                         the plugin's own
//            'k' plugin NUL generation (8) timer key                   Timer
//            'p' plugin NUL generation (8) order key seq (8)           parked: (empty)
//            'q' plugin NUL seq (8) control (8)                        Quarantine
//   timer    plugin NUL generation (8) due (8) precedence (1) key      timer generation (8)
//                                                                      cause (8) payload hash (32)
#ifndef LIAISON_HUB_PLUGIN_HOST_PLUGIN_ROWS_H_
#define LIAISON_HUB_PLUGIN_HOST_PLUGIN_ROWS_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "hub/log/log.h"
#include "hub/plugin_host/plugin_rows.pb.h"
#include "proto/base/strong_int.h"
#include "proto/text/hash.h"

namespace liaison {

inline constexpr size_t kNumber = 8;  // bytes of a number in a key

// One generation of one plugin's state.
struct TrackId {
  std::string plugin;
  uint64_t generation = 0;
  friend auto operator<=>(const TrackId&, const TrackId&) = default;
};

std::string PluginKey(absl::string_view plugin);
std::string TrackKey(const TrackId& track);
std::string StateKey(const TrackId& track, absl::string_view key);
std::string TimerKey(const TrackId& track, absl::string_view key);
std::string ParkedKey(const TrackId& track, absl::string_view order_key, LeafIndex seq);
std::string QuarantineKey(absl::string_view plugin, LeafIndex seq, LeafIndex control);
std::string DueKey(const TrackId& track, int64_t due_ms, uint32_t precedence,
                   absl::string_view key);

// What stands before the plugin's own part of a state, timer or parked key.
size_t TrackPrefixBytes(const TrackId& track);
// The first key behind all that begin with `prefix`.
std::string PrefixLimit(std::string prefix);

struct DueRow {
  int64_t due_ms = 0;
  uint32_t precedence = 0;
  std::string key;
  uint64_t generation = 0;
  LeafIndex cause;  // the record whose effect set the timer
  Hash payload;
};
std::string PrintDueValue(const DueRow& row);
// Errors of all readers: DataLoss ROW.
absl::StatusOr<DueRow> ParseDueRow(const TrackId& track, absl::string_view key,
                                   absl::string_view value);
absl::StatusOr<LeafIndex> ParseParkedSeq(absl::string_view key);

RowChange PutRow(Family family, std::string key, std::string value);
RowChange DeleteRow(Family family, std::string key);
RowChange DeletePrefix(Family family, const std::string& prefix);

// Everything of a track: state, timers, due rows, parked events, its own row.
std::vector<RowChange> DeleteTrack(const TrackId& track);

absl::Status DamagedPluginRow(absl::string_view what);
template <typename Message>
absl::StatusOr<Message> ParseRow(absl::string_view value, absl::string_view what) {
  Message message;
  if (message.ParseFromArray(value.data(), static_cast<int>(value.size()))) return message;
  return DamagedPluginRow(what);
}

}  // namespace liaison

#endif  // LIAISON_HUB_PLUGIN_HOST_PLUGIN_ROWS_H_
