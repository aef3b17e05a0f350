#include "clients/core/sealing/age_key.h"
#include "tests/fuzz/harness.h"

namespace liaison {

bool TryInput(absl::string_view input) {
  return RoundTrips(
      AgeRecipient::Parse(input),
      [](const AgeRecipient& recipient) { return recipient.ToString(); }, input);
}

}  // namespace liaison
