// Sizes of sealed notices: whoever counts bytes learns the bucket, not the size. Padmé lets a size
// leak O(log log n) bits at no more than 12 % overhead. Source: CRYPTO 1.5; Nikitin et al.,
// "Reducing Metadata Leakage from Encrypted Files and Communication with PURBs" (PETS 2019),
// section 4.
#ifndef LIAISON_CLIENTS_CORE_SEALING_PADDING_H_
#define LIAISON_CLIENTS_CORE_SEALING_PADDING_H_

#include <cstdint>

namespace liaison {

inline constexpr uint64_t kMinBucketBytes = 4096;

// The smallest bucket that is not below `size`. Buckets stay put: PadmeBucket(bucket) == bucket.
uint64_t PadmeBucket(uint64_t size);

// Size of an age file with `recipients` X25519 stanzas over `plaintext` bytes.
uint64_t AgeFileSize(uint64_t plaintext, uint64_t recipients);

// Plaintext size, not below `plaintext`, whose age file lands exactly on a bucket. A tag per chunk
// makes 16 sizes in 64 KiB impossible; if the bucket is one of them, the next one is taken.
uint64_t PaddedPlaintextSize(uint64_t plaintext, uint64_t recipients);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_SEALING_PADDING_H_
