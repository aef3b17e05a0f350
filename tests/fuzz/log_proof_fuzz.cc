#include "proto/wire/checkpoint.h"
#include "tests/fuzz/harness.h"

namespace liaison {

bool TryInput(absl::string_view input) {
  return RoundTrips(ParseLogProof(input), PrintLogProof, input);
}

}  // namespace liaison
