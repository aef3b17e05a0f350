#include "proto/text/note.h"
#include "proto/wire/sodium_crypto.h"
#include "tests/fuzz/harness.h"

namespace liaison {

bool TryInput(absl::string_view input) {
  return RoundTrips(ParseVKey(input, SodiumCrypto()), PrintVKey, input);
}

}  // namespace liaison
