#include "proto/text/record.h"
#include "tests/fuzz/harness.h"

namespace liaison {

bool TryInput(absl::string_view input) {
  return RoundTrips(
      ParseLeafEntry(kFuzzNs, input),
      [](const LeafEntry& leaf) { return PrintLeafEntry(kFuzzNs, leaf); }, input);
}

}  // namespace liaison
