#include "clients/core/sealing/padding.h"

#include <algorithm>
#include <bit>

#include "clients/core/sealing/age_derive.h"
#include "clients/core/sealing/age_header.h"

namespace liaison {
namespace {

// Version line, "--- " with 43 characters of MAC and LF, nonce.
constexpr uint64_t kFixedBytes = 22 + (4 + 43 + 1) + kAgeNonceBytes;
// "-> X25519 " with 43 characters and LF, 43 characters and LF.
constexpr uint64_t kStanzaBytes = (10 + 43 + 1) + (43 + 1);

// Chunks that `plaintext` bytes make; an empty payload is one empty chunk.
constexpr uint64_t Chunks(uint64_t plaintext) {
  return std::max<uint64_t>(1, (plaintext + kAgeChunkBytes - 1) / kAgeChunkBytes);
}

}  // namespace

uint64_t PadmeBucket(uint64_t size) {
  if (size <= kMinBucketBytes) return kMinBucketBytes;
  // A size of e+1 bits keeps its first bit_width(e) bits behind the leading one; the rest is zero.
  const int e = static_cast<int>(std::bit_width(size)) - 1;
  const int zeroed = e - static_cast<int>(std::bit_width(static_cast<unsigned>(e)));
  const uint64_t mask = (uint64_t{1} << zeroed) - 1;
  return (size + mask) & ~mask;
}

uint64_t AgeFileSize(uint64_t plaintext, uint64_t recipients) {
  return kFixedBytes + recipients * kStanzaBytes + plaintext + Chunks(plaintext) * kAeadTagBytes;
}

uint64_t PaddedPlaintextSize(uint64_t plaintext, uint64_t recipients) {
  uint64_t bucket = PadmeBucket(AgeFileSize(plaintext, recipients));
  for (;; bucket = PadmeBucket(bucket + 1)) {
    const uint64_t payload = bucket - kFixedBytes - recipients * kStanzaBytes;
    const uint64_t chunks =
        (payload + kAgeChunkBytes + kAeadTagBytes - 1) / (kAgeChunkBytes + kAeadTagBytes);
    // Impossible are payloads whose last chunk would be an empty one behind others.
    const uint64_t padded = payload - chunks * kAeadTagBytes;
    if (padded >= plaintext && AgeFileSize(padded, recipients) == bucket) return padded;
  }
}

}  // namespace liaison
