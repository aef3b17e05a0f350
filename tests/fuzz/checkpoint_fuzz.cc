#include "proto/wire/checkpoint.h"
#include "tests/fuzz/harness.h"

namespace liaison {

bool TryInput(absl::string_view input) {
  return RoundTrips(ParseCheckpointText(input), PrintCheckpointText, input);
}

}  // namespace liaison
