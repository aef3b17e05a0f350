// For tests: RocksDB's files in memory, with faults. Injected: appends and syncs that fail (no
// space, I/O error) from a chosen moment on, and a power cut that forgets every byte that was not
// synced. To be survived: whoever was answered finds the record after the next start, whoever was
// not may send the same bytes again, and nothing is there twice.
#ifndef LIAISON_HUB_STORE_FAULT_ENV_H_
#define LIAISON_HUB_STORE_FAULT_ENV_H_

#include <cstdint>
#include <memory>

namespace rocksdb {
class Env;
}  // namespace rocksdb

namespace liaison {

enum class DiskFault : uint8_t { kNone, kNoSpace, kIoError };

// Outlives every database opened with it. Thread: any.
class FaultEnv {
 public:
  FaultEnv();
  ~FaultEnv();
  rocksdb::Env* env();

  // From now on, until kNone. A failed append writes half of its bytes first.
  void FailAppends(DiskFault fault);
  // A failed sync makes nothing durable.
  void FailSyncs(DiskFault fault);
  uint64_t syncs() const;
  // Only while no database is open.
  void CutPower();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace liaison

#endif  // LIAISON_HUB_STORE_FAULT_ENV_H_
