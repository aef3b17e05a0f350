// Hashes of the Merkle tree. Source: RFC 6962 section 2.1 (leaf = SHA-256(0x00||entry),
// node = SHA-256(0x01||left||right)).
#ifndef LIAISON_PROTO_WIRE_LEAF_H_
#define LIAISON_PROTO_WIRE_LEAF_H_

#include "absl/strings/string_view.h"
#include "proto/text/hash.h"

namespace liaison {

Hash LeafHash(absl::string_view entry);
Hash NodeHash(const Hash& left, const Hash& right);
Hash EmptyRoot();  // SHA-256 of nothing

}  // namespace liaison

#endif  // LIAISON_PROTO_WIRE_LEAF_H_
