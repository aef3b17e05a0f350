#include "proto/system/system_random.h"

#include <sodium.h>

#include "proto/base/check.h"

namespace liaison {

SystemRandom::SystemRandom() { LIAISON_CHECK(sodium_init() >= 0); }

void SystemRandom::Fill(void* out, size_t size) { randombytes_buf(out, size); }

}  // namespace liaison
