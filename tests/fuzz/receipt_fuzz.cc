#include "proto/text/act.h"
#include "tests/fuzz/harness.h"

namespace liaison {

bool TryInput(absl::string_view input) {
  return RoundTrips(ParseReceipt(kFuzzNs, input), PrintReceipt, input);
}

}  // namespace liaison
