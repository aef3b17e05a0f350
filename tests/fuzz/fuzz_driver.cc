#include <cstddef>
#include <cstdint>

#include "tests/fuzz/harness.h"

// The name is libFuzzer's. The program links one target.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  liaison::FuzzTarget::All().front()->Try({reinterpret_cast<const char*>(data), size});
  return 0;
}
