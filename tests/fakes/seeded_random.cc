#include "tests/fakes/seeded_random.h"

namespace liaison {

uint64_t SeededRandom::NextLocked() {
  state_ += 0x9e3779b97f4a7c15u;
  uint64_t mixed = state_;
  mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9u;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebu;
  return mixed ^ (mixed >> 31);
}

void SeededRandom::Fill(void* out, size_t size) {
  absl::MutexLock lock(&mutex_);
  auto* bytes = static_cast<uint8_t*>(out);
  uint64_t word = 0;
  for (size_t i = 0; i < size; ++i) {
    if (i % sizeof word == 0) word = NextLocked();
    bytes[i] = static_cast<uint8_t>(word);
    word >>= 8;
  }
}

uint64_t SeededRandom::Below(uint64_t limit) {
  absl::MutexLock lock(&mutex_);
  return NextLocked() % limit;
}

}  // namespace liaison
