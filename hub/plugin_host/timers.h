// Timers: what is due, and firing it. A timer is a row in two families: its own (key, payload) and
// one in the order of firing. Firing takes the second away and appends a TIMER record in the same
// write; the first stays until the plugin has consumed the record, so that a cancellation in
// between still holds. Source: PLUGINS sections 1, 4.
#ifndef LIAISON_HUB_PLUGIN_HOST_TIMERS_H_
#define LIAISON_HUB_PLUGIN_HOST_TIMERS_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "hub/plugin_host/effect_commit.h"
#include "hub/plugin_host/plugin_book.h"
#include "hub/store/store.h"

namespace liaison {

inline constexpr size_t kFiresPerGroupMax = 256;
// With so many TIMER records not yet consumed, a plugin's timers wait: late, and visibly so.
inline constexpr uint64_t kUnconsumedMax = 4096;

// A minute may fire all timers that a plugin may have, and some more.
inline constexpr uint64_t kFiresPerMinuteBeyondQuota = 1000;

// Whether timers of this plugin's live state fire at all now.
bool MayFire(const PluginEntry& entry);
TrackId LiveTrack(const std::string& plugin, const PluginEntry& entry);

// When the track's next timer is due. The scan starts where the last one ended, since the rows that
// were fired leave tombstones.
absl::StatusOr<std::optional<int64_t>> NextDueMs(const Store& store, const TrackId& id,
                                                 const rows::Track& track);

// Appends a TIMER record for what is due at the group's time, of all plugins by (due, precedence).
// Errors: DataLoss, Unavailable (nothing was added).
absl::Status FireTimers(const CommitPlace& place);

// Drops the timers that are due by `due_ms`; returns how many. For a state that was computed from
// the past: they would speak of it now. `track` is changed, its row is not written.
absl::StatusOr<uint64_t> DropTimers(const CommitPlace& place, const TrackId& id, rows::Track& track,
                                    int64_t due_ms);

}  // namespace liaison

#endif  // LIAISON_HUB_PLUGIN_HOST_TIMERS_H_
