// The kernel's randomness, through libsodium. Only main files include this.
#ifndef LIAISON_PROTO_SYSTEM_SYSTEM_RANDOM_H_
#define LIAISON_PROTO_SYSTEM_SYSTEM_RANDOM_H_

#include "proto/base/random.h"

namespace liaison {

class SystemRandom final : public Random {
 public:
  SystemRandom();
  void Fill(void* out, size_t size) override;
};

}  // namespace liaison

#endif  // LIAISON_PROTO_SYSTEM_SYSTEM_RANDOM_H_
