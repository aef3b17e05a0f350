// PublicCrypto by libsodium (signatures, points) and OpenSSL (SHA-256).
#ifndef LIAISON_PROTO_WIRE_SODIUM_CRYPTO_H_
#define LIAISON_PROTO_WIRE_SODIUM_CRYPTO_H_

#include "proto/text/crypto.h"

namespace liaison {

// The process's one instance; stateless. Thread: any.
const PublicCrypto& SodiumCrypto();

}  // namespace liaison

#endif  // LIAISON_PROTO_WIRE_SODIUM_CRYPTO_H_
