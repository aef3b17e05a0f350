#include "proto/text/canonical_json.h"
#include "tests/fuzz/harness.h"

namespace liaison {
namespace {

bool TryCanonicalJson(absl::string_view input) {
  return RoundTrips(ParseCanonicalJson(input), PrintCanonicalJson, input);
}

const FuzzTarget kCanonicalJsonTarget("canonical_json", TryCanonicalJson);

}  // namespace
}  // namespace liaison
