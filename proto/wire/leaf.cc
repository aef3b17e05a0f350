#include "proto/wire/leaf.h"

#include <cstring>

#include "proto/wire/hash.h"

namespace liaison {
namespace {
// RFC 6962 section 2.1: the prefixes keep a node from being shown as a leaf.
constexpr char kLeafPrefix = 0x00;
constexpr char kNodePrefix = 0x01;
}  // namespace

Hash LeafHash(absl::string_view entry) {
  Sha256Stream stream;
  stream.Update(absl::string_view(&kLeafPrefix, 1));
  stream.Update(entry);
  return stream.Finish();
}

Hash NodeHash(const Hash& left, const Hash& right) {
  char bytes[1 + 2 * Hash::kSize];
  bytes[0] = kNodePrefix;
  std::memcpy(bytes + 1, left.bytes.data(), Hash::kSize);
  std::memcpy(bytes + 1 + Hash::kSize, right.bytes.data(), Hash::kSize);
  return Sha256(absl::string_view(bytes, sizeof(bytes)));
}

Hash EmptyRoot() { return Sha256(""); }

}  // namespace liaison
