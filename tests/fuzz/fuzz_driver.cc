#include <cstddef>
#include <cstdint>

#include "tests/fuzz/harness.h"

// The name is libFuzzer's.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  liaison::TryInput({reinterpret_cast<const char*>(data), size});
  return 0;
}
