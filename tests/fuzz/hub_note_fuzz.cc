#include "proto/text/hub_note.h"
#include "tests/fuzz/harness.h"

namespace liaison {

bool TryInput(absl::string_view input) {
  return RoundTrips(ParseRefusal(kFuzzNs, input), PrintRefusal, input) ||
         RoundTrips(ParseBeacon(kFuzzNs, input), PrintBeacon, input);
}

}  // namespace liaison
