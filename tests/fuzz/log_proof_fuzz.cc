#include "proto/wire/checkpoint.h"
#include "tests/fuzz/harness.h"

namespace liaison {
namespace {

bool TryLogProof(absl::string_view input) {
  return RoundTrips(ParseLogProof(input), PrintLogProof, input);
}

const FuzzTarget kLogProofTarget("log_proof", TryLogProof);

}  // namespace
}  // namespace liaison
