#include "proto/text/canonical_json.h"
#include "tests/fuzz/harness.h"

namespace liaison {

bool TryInput(absl::string_view input) {
  return RoundTrips(ParseCanonicalJson(input), PrintCanonicalJson, input);
}

}  // namespace liaison
