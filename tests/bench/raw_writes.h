// The ceiling of every commit: the rows that the hub has written, written again by RocksDB alone.
#ifndef LIAISON_TESTS_BENCH_RAW_WRITES_H_
#define LIAISON_TESTS_BENCH_RAW_WRITES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "hub/store/store.h"
#include "tests/bench/measure.h"

namespace liaison {

struct RawRow {
  enum class Kind { kPut, kDelete, kDeleteRange };
  Kind kind = Kind::kPut;
  Family family = Family::kLog;
  std::string key;
  std::string value{};  // or the limit of the range
};
// One write of the hub.
struct RawWrite {
  std::vector<RawRow> rows;
  bool synced = false;  // as the hub did: whoever signs a checkpoint syncs
};

// All writes that the write-ahead log of a closed database holds, oldest first: those since it was
// opened last. Changes nothing that the hub would notice. Errors: Unavailable.
absl::StatusOr<std::vector<RawWrite>> ReadWrites(const std::string& database);

// Commits it to `store`; how long that alone took. Errors: as Store::Commit.
absl::StatusOr<StepTime> WriteRaw(const RawWrite& write, Store& store);

}  // namespace liaison

#endif  // LIAISON_TESTS_BENCH_RAW_WRITES_H_
