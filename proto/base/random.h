// The one source of randomness. Only programs' main files make a real one (proto/system); the
// simulation and the vector tests give a deterministic one.
#ifndef LIAISON_PROTO_BASE_RANDOM_H_
#define LIAISON_PROTO_BASE_RANDOM_H_

#include <array>
#include <cstddef>
#include <cstdint>

namespace liaison {

// Thread: any.
class Random {
 public:
  Random() = default;
  Random(const Random&) = delete;
  Random& operator=(const Random&) = delete;
  virtual ~Random() = default;

  // Fills `size` bytes with cryptographic randomness. Cannot fail (a program that has no randomness
  // does not start).
  virtual void Fill(void* out, size_t size) = 0;

  template <size_t N>
  std::array<uint8_t, N> Bytes() {
    std::array<uint8_t, N> out;
    Fill(out.data(), N);
    return out;
  }
};

}  // namespace liaison

#endif  // LIAISON_PROTO_BASE_RANDOM_H_
