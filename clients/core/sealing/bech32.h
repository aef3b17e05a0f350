// Bech32 for age's keys: lower case for recipients, upper case for identities, never mixed. Source:
// BIP 173 (checksum constant 1, not Bech32m), with age's exception that there is no length limit.
#ifndef LIAISON_CLIENTS_CORE_SEALING_BECH32_H_
#define LIAISON_CLIENTS_CORE_SEALING_BECH32_H_

#include <cstddef>
#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace liaison {

inline constexpr size_t kBech32ChecksumChars = 6;

// Characters that EncodeBech32 writes.
constexpr size_t Bech32Size(size_t prefix_chars, size_t bytes) {
  return prefix_chars + 1 + (bytes * 8 + 4) / 5 + kBech32ChecksumChars;
}

// Writes prefix, "1", data, checksum to `out`, Bech32Size characters without a NUL, in the case of
// the prefix. Raw memory on both sides, because the data may be a secret.
void EncodeBech32(absl::string_view prefix, const uint8_t* bytes, size_t size, char* out);

// Exactly `size` bytes under exactly this prefix, all in the prefix's case, or an error: one value
// has one spelling. Errors: InvalidArgument, field "bech32", rule PREFIX, LENGTH, CHARACTER,
// CHECKSUM or PADDING. `out` is zero after an error.
absl::Status DecodeBech32(absl::string_view prefix, absl::string_view text, uint8_t* out,
                          size_t size);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_SEALING_BECH32_H_
