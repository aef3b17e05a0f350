// The three public computations that grammars and rules need, as an interface, so that they link no
// cryptographic library (plugins link none). proto/wire implements it; nothing here uses a secret.
#ifndef LIAISON_PROTO_TEXT_CRYPTO_H_
#define LIAISON_PROTO_TEXT_CRYPTO_H_

#include "absl/strings/string_view.h"
#include "proto/text/hash.h"

namespace liaison {

// Thread: any.
class PublicCrypto {
 public:
  PublicCrypto() = default;
  PublicCrypto(const PublicCrypto&) = delete;
  PublicCrypto& operator=(const PublicCrypto&) = delete;
  virtual ~PublicCrypto() = default;

  virtual Hash Sha256(absl::string_view bytes) const = 0;
  // Ed25519, strict (RFC 8032, no small-order or non-canonical values).
  virtual bool CheckSignature(const PublicKey& key, absl::string_view message,
                              const Signature& signature) const = 0;
  // True if the key is a canonical point of the prime-order group: required of every key that
  // enters a certificate or the charter (CRYPTO 1.1).
  virtual bool IsValidPoint(const PublicKey& key) const = 0;
};

}  // namespace liaison

#endif  // LIAISON_PROTO_TEXT_CRYPTO_H_
