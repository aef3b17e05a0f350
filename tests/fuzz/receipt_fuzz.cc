#include "proto/text/act.h"
#include "tests/fuzz/harness.h"

namespace liaison {
namespace {

bool TryReceipt(absl::string_view input) {
  return RoundTrips(ParseReceipt(kFuzzNs, input), PrintReceipt, input);
}

const FuzzTarget kReceiptTarget("receipt", TryReceipt);

}  // namespace
}  // namespace liaison
