#include "proto/text/bag.h"
#include "tests/fuzz/harness.h"

namespace liaison {
namespace {

bool TryBag(absl::string_view input) {
  return RoundTrips(ParseBag(kFuzzNs, input), PrintBag, input);
}

const FuzzTarget kBagTarget("bag", TryBag);

}  // namespace
}  // namespace liaison
