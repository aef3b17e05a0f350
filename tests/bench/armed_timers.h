// Timers as a plugin would have set them, written into a closed hub's database at once.
#ifndef LIAISON_TESTS_BENCH_ARMED_TIMERS_H_
#define LIAISON_TESTS_BENCH_ARMED_TIMERS_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "hub/plugin_host/plugin_rows.h"
#include "hub/store/store.h"

namespace liaison {

// Timers numbered from 0, one due every millisecond.
struct TimerPlan {
  TrackId track;
  int64_t first_due_ms = 0;

  std::string KeyOf(uint64_t number) const;  // the plugin's
  std::string DueKeyOf(uint64_t number) const;
};

// Numbers `from` to below `limit`, with the track's row. Errors: as Store.
absl::Status ArmTimers(const TimerPlan& plan, uint64_t from, uint64_t limit, Store& store);
// Takes away the due rows of those numbers, by as many in a write as a hub fires: what fired timers
// leave behind. `track` then scans from the last on.
absl::Status TakeDueRows(const TimerPlan& plan, uint64_t from, uint64_t limit, Store& store,
                         rows::Track& track);

absl::StatusOr<rows::Track> ReadTrack(const TrackId& id, const Store& store);
absl::Status WriteTrack(const TrackId& id, const rows::Track& track, Store& store);

}  // namespace liaison

#endif  // LIAISON_TESTS_BENCH_ARMED_TIMERS_H_
