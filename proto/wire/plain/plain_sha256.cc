#include "proto/wire/plain/plain_sha256.h"

#include <sodium.h>

#include <cstdint>

namespace liaison {

Hash PlainSha256(absl::string_view bytes) {
  Hash hash;
  // Pure computation: it needs no sodium_init.
  crypto_hash_sha256(hash.bytes.data(), reinterpret_cast<const uint8_t*>(bytes.data()),
                     bytes.size());
  return hash;
}

}  // namespace liaison
