#include "clients/core/sealing/age_key.h"
#include "tests/fuzz/harness.h"

namespace liaison {
namespace {

bool TryBech32(absl::string_view input) {
  return RoundTrips(
      AgeRecipient::Parse(input),
      [](const AgeRecipient& recipient) { return recipient.ToString(); }, input);
}

const FuzzTarget kBech32Target("bech32", TryBech32);

}  // namespace
}  // namespace liaison
