#include "proto/text/header.h"
#include "tests/fuzz/harness.h"

namespace liaison {
namespace {

bool TryHeader(absl::string_view input) {
  const absl::StatusOr<EnvelopeHeader> header = ParseHeader(kFuzzNs, input);
  if (header.ok()) LIAISON_CHECK(StablePartOf(input) == PrintStablePart(*header));
  return RoundTrips(header, PrintHeader, input);
}

const FuzzTarget kHeaderTarget("header", TryHeader);

}  // namespace
}  // namespace liaison
