#include "proto/text/record.h"
#include "tests/fuzz/harness.h"

namespace liaison {
namespace {

bool TryLeaf(absl::string_view input) {
  return RoundTrips(
      ParseLeafEntry(kFuzzNs, input),
      [](const LeafEntry& leaf) { return PrintLeafEntry(kFuzzNs, leaf); }, input);
}

const FuzzTarget kLeafTarget("leaf", TryLeaf);

}  // namespace
}  // namespace liaison
