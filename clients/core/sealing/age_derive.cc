#include "clients/core/sealing/age_derive.h"

#include <sodium.h>

#include "absl/strings/str_cat.h"
#include "proto/base/check.h"
#include "proto/base/error.h"
#include "proto/wire/hash.h"

namespace liaison {
namespace {

constexpr absl::string_view kX25519Label = "age-encryption.org/v1/X25519";
constexpr absl::string_view kScryptLabel = "age-encryption.org/v1/scrypt";
constexpr size_t kWrapKeyBytes = 32;

}  // namespace

Hash AgeHeaderMac(const Secret& file_key, absl::string_view authenticated) {
  const Secret key = HkdfSha256(file_key.view(), "", "header", Hash::kSize);
  return HmacSha256(key.view(), authenticated);
}

Secret AgePayloadKey(const Secret& file_key, absl::string_view nonce) {
  return HkdfSha256(file_key.view(), nonce, "payload", crypto_aead_chacha20poly1305_ietf_KEYBYTES);
}

absl::StatusOr<Secret> X25519WrapKey(const Secret& scalar, const X25519Public& peer,
                                     const X25519Public& ephemeral, const X25519Public& recipient) {
  Secret shared(crypto_scalarmult_BYTES);
  // Fails exactly if the result is zero, that is for a peer of low order.
  if (crypto_scalarmult(shared.data(), scalar.data(), peer.bytes.data()) != 0) {
    return Malformed("recipient", "LOW_ORDER", "no secret can be shared with this public key");
  }
  return HkdfSha256(shared.view(), absl::StrCat(ephemeral.view(), recipient.view()), kX25519Label,
                    kWrapKeyBytes);
}

X25519Public X25519Base(const Secret& scalar) {
  X25519Public out;
  LIAISON_CHECK(crypto_scalarmult_base(out.bytes.data(), scalar.data()) == 0);
  return out;
}

absl::StatusOr<Secret> ScryptWrapKey(const Secret& passphrase, absl::string_view salt, int log_n) {
  LIAISON_CHECK(log_n >= 1 && log_n <= kMaxScryptLogN);
  const std::string labelled = absl::StrCat(kScryptLabel, salt);
  Secret key(kWrapKeyBytes);
  // libsodium wants an address also of an empty passphrase, which has none.
  const uint8_t* const words = passphrase.empty() ? key.data() : passphrase.data();
  const int result = crypto_pwhash_scryptsalsa208sha256_ll(
      words, passphrase.size(), reinterpret_cast<const uint8_t*>(labelled.data()), labelled.size(),
      uint64_t{1} << log_n, /*r=*/8, /*p=*/1, key.data(), key.size());
  if (result != 0) {
    return MakeError(absl::StatusCode::kResourceExhausted,
                     absl::StrCat("the passphrase needs ", (uint64_t{1} << log_n) / 1024,
                                  " MiB of memory for a moment; close other programs"),
                     {.reason = "MEMORY", .subject = "passphrase", .field = ""});
  }
  return key;
}

std::array<uint8_t, 12> AgeChunkNonce(uint64_t chunk, bool last) {
  std::array<uint8_t, 12> nonce{};
  for (size_t i = 0; i < sizeof(chunk); ++i) {
    nonce[10 - i] = static_cast<uint8_t>(chunk >> (8 * i));
  }
  nonce[11] = last ? 1 : 0;
  return nonce;
}

}  // namespace liaison
