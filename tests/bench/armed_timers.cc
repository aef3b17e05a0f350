#include "tests/bench/armed_timers.h"

#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "hub/plugin_host/timers.h"
#include "proto/base/status_macros.h"
#include "proto/wire/hash.h"

namespace liaison {
namespace {

constexpr uint64_t kTimersPerWrite = 4096;
constexpr uint32_t kPrecedence = 3;

void Arm(const TimerPlan& plan, uint64_t number, StoreBatch& batch) {
  rows::Timer timer;
  timer.set_due_ms(plan.first_due_ms + static_cast<int64_t>(number));
  timer.set_generation(number + 1);
  timer.set_precedence(kPrecedence);
  batch.Put(Family::kPlugin, TimerKey(plan.track, plan.KeyOf(number)), timer.SerializeAsString());
  batch.Put(Family::kTimer, plan.DueKeyOf(number),
            PrintDueValue(
                {.generation = timer.generation(), .cause = LeafIndex(0), .payload = Sha256("")}));
}

// Calls `row` for all numbers, with a batch for so many at a time.
template <typename Row>
absl::Status InWrites(uint64_t from, uint64_t limit, uint64_t per_write, Store& store, Row row) {
  while (from < limit) {
    StoreBatch batch(store);
    const uint64_t end = std::min(from + per_write, limit);
    for (; from < end; ++from) row(from, batch);
    RETURN_IF_ERROR(store.Commit(batch, Store::Durability::kLazy));
  }
  return absl::OkStatus();
}

}  // namespace

std::string TimerPlan::KeyOf(uint64_t number) const {
  return absl::StrCat("n/", absl::Hex(number, absl::kZeroPad16));
}

std::string TimerPlan::DueKeyOf(uint64_t number) const {
  return DueKey(track, first_due_ms + static_cast<int64_t>(number), kPrecedence, KeyOf(number));
}

absl::Status ArmTimers(const TimerPlan& plan, uint64_t from, uint64_t limit, Store& store) {
  RETURN_IF_ERROR(InWrites(from, limit, kTimersPerWrite, store,
                           [&](uint64_t number, StoreBatch& batch) { Arm(plan, number, batch); }));
  ASSIGN_OR_RETURN(rows::Track track, ReadTrack(plan.track, store));
  track.set_timers(track.timers() + limit - from);
  track.set_timer_serial(limit);
  return WriteTrack(plan.track, track, store);
}

absl::Status TakeDueRows(const TimerPlan& plan, uint64_t from, uint64_t limit, Store& store,
                         rows::Track& track) {
  RETURN_IF_ERROR(
      InWrites(from, limit, kFiresPerGroupMax, store, [&](uint64_t number, StoreBatch& batch) {
        batch.Delete(Family::kTimer, plan.DueKeyOf(number));
      }));
  track.set_fire_from(plan.DueKeyOf(limit - 1));
  return absl::OkStatus();
}

absl::StatusOr<rows::Track> ReadTrack(const TrackId& id, const Store& store) {
  ASSIGN_OR_RETURN(const std::optional<std::string> row, store.Get(Family::kPlugin, TrackKey(id)));
  return ParseRow<rows::Track>(row.value_or(""), "track");
}

absl::Status WriteTrack(const TrackId& id, const rows::Track& track, Store& store) {
  StoreBatch batch(store);
  batch.Put(Family::kPlugin, TrackKey(id), track.SerializeAsString());
  return store.Commit(batch, Store::Durability::kLazy);
}

}  // namespace liaison
