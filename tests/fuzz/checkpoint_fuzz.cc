#include "proto/wire/checkpoint.h"
#include "tests/fuzz/harness.h"

namespace liaison {
namespace {

bool TryCheckpoint(absl::string_view input) {
  return RoundTrips(ParseCheckpointText(input), PrintCheckpointText, input);
}

const FuzzTarget kCheckpointTarget("checkpoint", TryCheckpoint);

}  // namespace
}  // namespace liaison
