// The seed of the blind tags, as it stands on the paper that every office takes home from the
// founding: eight groups of eight hexadecimal digits, and a ninth that shows a mistyped one. A
// wrong seed would be noticed by nobody: its tags merely never equal those of the others. Source:
// CRYPTO 1.13.
#ifndef LIAISON_CLIENTS_CORE_KEYS_TAG_SEED_H_
#define LIAISON_CLIENTS_CORE_KEYS_TAG_SEED_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/base/random.h"
#include "proto/base/secret.h"

namespace liaison {

inline constexpr size_t kTagSeedBytes = 32;

Secret MakeTagSeed(Random& random);
// One line, ends in LF. `seed`: 32 bytes.
Secret PrintTagSeed(const Secret& seed);
// However it was spaced. Errors: InvalidArgument TAG_SEED.
absl::StatusOr<Secret> ParseTagSeed(absl::string_view text);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_KEYS_TAG_SEED_H_
