#include "proto/wire/sodium_crypto.h"

#include <sodium.h>

#include "proto/base/check.h"
#include "proto/wire/hash.h"

namespace liaison {
namespace {

class SodiumCryptoImpl final : public PublicCrypto {
 public:
  // Selects the fast implementations; draws nothing.
  SodiumCryptoImpl() { LIAISON_CHECK(sodium_init() >= 0); }

  Hash Sha256(absl::string_view bytes) const override { return liaison::Sha256(bytes); }

  bool CheckSignature(const PublicKey& key, absl::string_view message,
                      const Signature& signature) const override {
    return crypto_sign_verify_detached(signature.bytes.data(),
                                       reinterpret_cast<const uint8_t*>(message.data()),
                                       message.size(), key.bytes.data()) == 0;
  }

  bool IsValidPoint(const PublicKey& key) const override {
    return crypto_core_ed25519_is_valid_point(key.bytes.data()) == 1;
  }
};

}  // namespace

const PublicCrypto& SodiumCrypto() {
  static const SodiumCryptoImpl crypto;
  return crypto;
}

}  // namespace liaison
