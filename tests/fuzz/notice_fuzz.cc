#include "proto/text/notice.h"
#include "tests/fuzz/harness.h"

namespace liaison {

bool TryInput(absl::string_view input) {
  return RoundTrips(ParseNotice(kFuzzNs, input), PrintNotice, input);
}

}  // namespace liaison
