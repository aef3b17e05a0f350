// SHA-256 for programs that may link nothing more: a plugin has no files and no randomness, and
// OpenSSL wants both. Slower than ../hash.h; for a few small texts. Source: FIPS 180-4.
#ifndef LIAISON_PROTO_WIRE_PLAIN_PLAIN_SHA256_H_
#define LIAISON_PROTO_WIRE_PLAIN_PLAIN_SHA256_H_

#include "absl/strings/string_view.h"
#include "proto/text/hash.h"

namespace liaison {

Hash PlainSha256(absl::string_view bytes);

}  // namespace liaison

#endif  // LIAISON_PROTO_WIRE_PLAIN_PLAIN_SHA256_H_
