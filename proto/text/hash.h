// Fixed-size values and their text forms. Source: CRYPTO 1.1 (base64 with padding, canonical; lower
// case hex), RFC 4648.
#ifndef LIAISON_PROTO_TEXT_HASH_H_
#define LIAISON_PROTO_TEXT_HASH_H_

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace liaison {

// N bytes that are one kind of thing (Tag tells which). Copied freely, compared bytewise.
template <typename Tag, size_t N>
struct FixedBytes {
  static constexpr size_t kSize = N;
  std::array<uint8_t, N> bytes{};

  absl::string_view view() const { return {reinterpret_cast<const char*>(bytes.data()), N}; }
  friend auto operator<=>(const FixedBytes&, const FixedBytes&) = default;
  template <typename H>
  friend H AbslHashValue(H state, const FixedBytes& value) {
    return H::combine(std::move(state), value.bytes);
  }
};

struct HashTag;
struct PublicKeyTag;
struct SignatureTag;
struct BlindTagTag;
using Hash = FixedBytes<HashTag, 32>;            // SHA-256
using PublicKey = FixedBytes<PublicKeyTag, 32>;  // Ed25519
using Signature = FixedBytes<SignatureTag, 64>;  // Ed25519
using BlindTag = FixedBytes<BlindTagTag, 16>;    // CRYPTO 1.13

// Canonical base64 with padding. Decode refuses everything that Encode would not write (white
// space, missing padding, bits behind the end). Errors: InvalidArgument BASE64.
std::string EncodeBase64(absl::string_view bytes);
absl::StatusOr<std::string> DecodeBase64(absl::string_view text);

// Lower-case hex. Decode refuses upper case. Errors: InvalidArgument HEX.
std::string EncodeHex(absl::string_view bytes);
absl::StatusOr<std::string> DecodeHex(absl::string_view text);

// Exactly N bytes. Errors: InvalidArgument BASE64 or LENGTH.
template <typename Fixed>
absl::StatusOr<Fixed> FixedFromBytes(absl::string_view bytes);
template <typename Fixed>
absl::StatusOr<Fixed> FixedFromBase64(absl::string_view text);
template <typename Tag, size_t N>
std::string ToBase64(const FixedBytes<Tag, N>& value) {
  return EncodeBase64(value.view());
}
template <typename Tag, size_t N>
std::string ToHex(const FixedBytes<Tag, N>& value) {
  return EncodeHex(value.view());
}

// Implementation.
absl::Status CopyExactly(absl::string_view bytes, uint8_t* out, size_t size);
template <typename Fixed>
absl::StatusOr<Fixed> FixedFromBytes(absl::string_view bytes) {
  Fixed out;
  absl::Status status = CopyExactly(bytes, out.bytes.data(), Fixed::kSize);
  if (!status.ok()) return status;
  return out;
}
// False: not `size` bytes in their one spelling.
bool DecodeBase64Exactly(absl::string_view text, uint8_t* out, size_t size);
template <typename Fixed>
absl::StatusOr<Fixed> FixedFromBase64(absl::string_view text) {
  Fixed out;
  if (DecodeBase64Exactly(text, out.bytes.data(), Fixed::kSize)) return out;
  absl::StatusOr<std::string> bytes = DecodeBase64(text);
  if (!bytes.ok()) return bytes.status();
  return FixedFromBytes<Fixed>(*bytes);
}

}  // namespace liaison

#endif  // LIAISON_PROTO_TEXT_HASH_H_
