#include "hub/plugin_host/timers.h"

#include <algorithm>
#include <limits>
#include <string>
#include <tuple>
#include <utility>

#include "proto/base/status_macros.h"

namespace liaison {
namespace {

constexpr int64_t kMinute_ms = 60'000;

struct DueTimer {
  TrackId track;
  DueRow row;
  std::string due_key;
};

std::string FirstDueKey(const TrackId& id, const rows::Track& track) {
  return std::max(track.fire_from(), DueKey(id, 0, 0, ""));
}

// Rows due by `due_ms`, in order, until `row` returns false.
absl::Status ScanDue(const Store& store, const TrackId& id, const rows::Track& track,
                     int64_t due_ms, absl::FunctionRef<bool(DueTimer)> row) {
  absl::Status damaged;
  RETURN_IF_ERROR(store.Scan(Family::kTimer, FirstDueKey(id, track), DueKey(id, due_ms + 1, 0, ""),
                             [&](absl::string_view key, absl::string_view value) {
                               absl::StatusOr<DueRow> parsed = ParseDueRow(id, key, value);
                               if (!parsed.ok()) {
                                 damaged = parsed.status();
                                 return false;
                               }
                               return row({id, *std::move(parsed), std::string(key)});
                             }));
  return damaged;
}

// At most what one group takes; a plugin that is behind gives fewer.
absl::StatusOr<std::vector<DueTimer>> CollectDue(const CommitPlace& place) {
  std::vector<DueTimer> due;
  for (auto& [plugin, entry] : place.book.plugins()) {
    if (!MayFire(entry) || place.batch.time_ms() < entry.pace.not_before_ms) continue;
    const TrackId id = LiveTrack(plugin, entry);
    const rows::Track& track = entry.tracks.at(id.generation);
    const size_t limit =
        due.size() + std::min<uint64_t>(kFiresPerGroupMax, kUnconsumedMax - track.unconsumed());
    RETURN_IF_ERROR(ScanDue(place.store, id, track, place.batch.time_ms(), [&](DueTimer timer) {
      if (!place.touched.Contains(id, timer.row.key)) due.push_back(std::move(timer));
      return due.size() < limit;
    }));
  }
  std::sort(due.begin(), due.end(), [](const DueTimer& a, const DueTimer& b) {
    return std::tie(a.row.due_ms, a.row.precedence, a.track, a.row.key) <
           std::tie(b.row.due_ms, b.row.precedence, b.track, b.row.key);
  });
  if (due.size() > kFiresPerGroupMax) due.resize(kFiresPerGroupMax);
  return due;
}

void KeepPace(int64_t now_ms, PluginEntry& entry) {
  FirePace& pace = entry.pace;
  if (now_ms - pace.minute_ms >= kMinute_ms) pace = {.minute_ms = now_ms};
  if (++pace.fired < entry.manifest->timers_max + kFiresPerMinuteBeyondQuota) return;
  pace.not_before_ms = pace.minute_ms + kMinute_ms;
}

void Fire(const CommitPlace& place, const DueTimer& timer) {
  Timer record;
  record.head.ns = std::string(place.ns);
  record.head.nonce = place.random.Bytes<16>();
  record.head.cause = timer.row.cause;
  record.plugin = timer.track.plugin;
  record.key = timer.row.key;
  record.generation = timer.row.generation;
  record.due_ms = timer.row.due_ms;
  record.payload = timer.row.payload;
  place.batch.AddTimer(record);
  place.batch.AddChange(DeleteRow(Family::kTimer, timer.due_key));
  rows::Track& track = *place.book.FindTrack(timer.track);
  track.set_unconsumed(track.unconsumed() + 1);
  KeepPace(place.batch.time_ms(), *place.book.Find(timer.track.plugin));
  track.set_fire_from(place.touched.ScanFrom(timer.track, timer.due_key));
}

}  // namespace

bool MayFire(const PluginEntry& entry) {
  const auto track = entry.tracks.find(entry.row.generation());
  return entry.row.enabled() && track != entry.tracks.end() && track->second.armed() &&
         track->second.unconsumed() < kUnconsumedMax;
}

TrackId LiveTrack(const std::string& plugin, const PluginEntry& entry) {
  return {plugin, entry.row.generation()};
}

absl::StatusOr<std::optional<int64_t>> NextDueMs(const Store& store, const TrackId& id,
                                                 const rows::Track& track) {
  std::optional<int64_t> next;
  RETURN_IF_ERROR(ScanDue(store, id, track, std::numeric_limits<int64_t>::max() - 1,
                          [&](const DueTimer& timer) {
                            next = timer.row.due_ms;
                            return false;
                          }));
  return next;
}

absl::Status FireTimers(const CommitPlace& place) {
  ASSIGN_OR_RETURN(const std::vector<DueTimer> due, CollectDue(place));
  std::set<TrackId> fired;
  for (const DueTimer& timer : due) {
    Fire(place, timer);
    fired.insert(timer.track);
  }
  for (const TrackId& id : fired) {
    place.batch.AddChange(
        PutRow(Family::kPlugin, TrackKey(id), place.book.FindTrack(id)->SerializeAsString()));
  }
  return absl::OkStatus();
}

absl::StatusOr<uint64_t> DropTimers(const CommitPlace& place, const TrackId& id, rows::Track& track,
                                    int64_t due_ms) {
  uint64_t dropped = 0;
  RETURN_IF_ERROR(ScanDue(place.store, id, track, due_ms, [&](const DueTimer& timer) {
    place.batch.AddChange(DeleteRow(Family::kTimer, timer.due_key));
    place.batch.AddChange(DeleteRow(Family::kPlugin, TimerKey(id, timer.row.key)));
    ++dropped;
    return true;
  }));
  track.set_timers(track.timers() - dropped);
  // The rows still look alive to this group.
  track.set_fire_from(DueKey(id, due_ms + 1, 0, ""));
  return dropped;
}

}  // namespace liaison
