// The derivations that sealing and opening share, so that the two sides cannot drift apart.
// Source: c2sp.org/age; the recipe in CRYPTO 1.5.
#ifndef LIAISON_CLIENTS_CORE_SEALING_AGE_DERIVE_H_
#define LIAISON_CLIENTS_CORE_SEALING_AGE_DERIVE_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/core/sealing/age_key.h"
#include "proto/base/secret.h"
#include "proto/text/hash.h"

namespace liaison {

inline constexpr size_t kFileKeyBytes = 16;
inline constexpr size_t kAeadTagBytes = 16;
inline constexpr size_t kWrappedKeyBytes = kFileKeyBytes + kAeadTagBytes;
inline constexpr size_t kAgeChunkBytes = 64 * 1024;  // of plaintext
inline constexpr size_t kSealedChunkBytes = kAgeChunkBytes + kAeadTagBytes;
inline constexpr size_t kScryptSaltBytes = 16;
// What scrypt may cost when opening: 2^20 * 1 KiB = 1 GiB. Checked before any memory is taken.
inline constexpr int kMaxScryptLogN = 20;

// HMAC-SHA256 under HKDF(file key, "header") over the authenticated part.
Hash AgeHeaderMac(const Secret& file_key, absl::string_view authenticated);
// HKDF(file key, salt = nonce, "payload").
Secret AgePayloadKey(const Secret& file_key, absl::string_view nonce);
// Key that wraps the file key: X25519(scalar, peer), then HKDF with salt ephemeral || recipient.
// Errors: InvalidArgument LOW_ORDER if the shared secret is zero.
absl::StatusOr<Secret> X25519WrapKey(const Secret& scalar, const X25519Public& peer,
                                     const X25519Public& ephemeral, const X25519Public& recipient);
// X25519(scalar, base point).
X25519Public X25519Base(const Secret& scalar);
// scrypt(passphrase, "age-encryption.org/v1/scrypt" || salt, 2^log_n, 8, 1), 32 bytes; `log_n` from
// 1 to kMaxScryptLogN. Errors: ResourceExhausted MEMORY.
absl::StatusOr<Secret> ScryptWrapKey(const Secret& passphrase, absl::string_view salt, int log_n);
// Big-endian 11-byte chunk counter, then 1 on the last chunk, else 0.
std::array<uint8_t, 12> AgeChunkNonce(uint64_t chunk, bool last);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_SEALING_AGE_DERIVE_H_
