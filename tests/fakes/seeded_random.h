// Deterministic bytes for tests: the same seed gives the same keys, ids and nonces. Never secure.
// Source: SplitMix64 (Steele, Lea, Flood 2014).
#ifndef LIAISON_TESTS_FAKES_SEEDED_RANDOM_H_
#define LIAISON_TESTS_FAKES_SEEDED_RANDOM_H_

#include <cstddef>
#include <cstdint>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "proto/base/random.h"

namespace liaison {

class SeededRandom final : public Random {
 public:
  explicit SeededRandom(uint64_t seed) : state_(seed) {}

  void Fill(void* out, size_t size) override;

  // For test steps: a number below `limit` (> 0). Slightly uneven, which tests do not mind.
  uint64_t Below(uint64_t limit);

 private:
  uint64_t NextLocked() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  absl::Mutex mutex_;
  uint64_t state_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace liaison

#endif  // LIAISON_TESTS_FAKES_SEEDED_RANDOM_H_
