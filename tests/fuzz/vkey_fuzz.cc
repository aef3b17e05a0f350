#include "proto/text/note.h"
#include "proto/wire/sodium_crypto.h"
#include "tests/fuzz/harness.h"

namespace liaison {
namespace {

bool TryVkey(absl::string_view input) {
  return RoundTrips(ParseVKey(input, SodiumCrypto()), PrintVKey, input);
}

const FuzzTarget kVkeyTarget("vkey", TryVkey);

}  // namespace
}  // namespace liaison
