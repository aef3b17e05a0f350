#include "clients/core/sealing/padding.h"

#include <algorithm>
#include <set>

#include "gtest/gtest.h"
#include "tests/fakes/seeded_random.h"

namespace liaison {
namespace {

constexpr uint64_t kMaxNotice = 256 * 1024;

// All buckets up to 1 MiB, by the definition in the paper: of the floor(log2 L)+1 bits of a size
// only floor(log2 floor(log2 L))+1 behind the first may be set.
std::set<uint64_t> Buckets() {
  std::set<uint64_t> buckets;
  for (uint64_t size = kMinBucketBytes; size <= (1 << 20); ++size) {
    int e = 0;
    while ((size >> (e + 1)) != 0) ++e;
    int s = 0;
    while ((e >> s) != 0) ++s;
    if (size % (uint64_t{1} << (e - s)) == 0) buckets.insert(size);
  }
  return buckets;
}

TEST(Padding, BucketsAreThoseOfThePaper) {
  const std::set<uint64_t> buckets = Buckets();
  for (uint64_t size = 0; size < 700'000; size += 7) {
    EXPECT_EQ(PadmeBucket(size), *buckets.lower_bound(size)) << size;
  }
  EXPECT_EQ(PadmeBucket(4096), 4096u);
  EXPECT_EQ(PadmeBucket(4097), 4352u);
  EXPECT_EQ(PadmeBucket(uint64_t{1} << 30), uint64_t{1} << 30);
  EXPECT_EQ(PadmeBucket((uint64_t{1} << 30) + 1), (uint64_t{1} << 30) + (1 << 25));
}

// T-23.
TEST(Padding, TenThousandRandomNoticesFallOnTheBuckets) {
  const std::set<uint64_t> buckets = Buckets();
  SeededRandom random(23);
  for (int i = 0; i < 10'000; ++i) {
    const uint64_t plaintext = 1 + random.Below(kMaxNotice);
    const uint64_t recipients = 1 + random.Below(256);
    const uint64_t padded = PaddedPlaintextSize(plaintext, recipients);
    const uint64_t file = AgeFileSize(padded, recipients);
    ASSERT_GE(padded, plaintext);
    ASSERT_TRUE(buckets.contains(file)) << plaintext << " for " << recipients;
    // 12 % is the paper's bound; the step over an impossible size costs one bucket more.
    const uint64_t bare = AgeFileSize(plaintext, recipients);
    ASSERT_LE(file, std::max<uint64_t>(kMinBucketBytes, bare + bare * 12 / 100));
  }
}

TEST(Padding, StepsOverSizesThatNoAgeFileHas) {
  // One recipient: 184 bytes in front of the payload. Payloads whose last of several chunks would
  // be empty do not exist, nor do those that end inside of a tag.
  int stepped = 0;
  for (uint64_t plaintext = 65'400; plaintext < 65'600; ++plaintext) {
    const uint64_t padded = PaddedPlaintextSize(plaintext, 1);
    const uint64_t file = AgeFileSize(padded, 1);
    EXPECT_EQ(PadmeBucket(file), file);
    if (file != PadmeBucket(AgeFileSize(plaintext, 1))) ++stepped;
  }
  // No bucket lies in the gap for one recipient; find one that does by moving the header.
  for (uint64_t recipients = 1; recipients <= 256; ++recipients) {
    for (uint64_t plaintext = 1; plaintext < kMaxNotice; plaintext += 97) {
      const uint64_t bucket = PadmeBucket(AgeFileSize(plaintext, recipients));
      const uint64_t file = AgeFileSize(PaddedPlaintextSize(plaintext, recipients), recipients);
      EXPECT_TRUE(file == bucket || file == PadmeBucket(bucket + 1));
      if (file != bucket) ++stepped;
    }
  }
  EXPECT_GT(stepped, 0);
}

TEST(Padding, AnotherDeviceDoesNotChangeTheClassOfASmallNotice) {
  for (uint64_t recipients = 1; recipients <= 20; ++recipients) {
    EXPECT_EQ(AgeFileSize(PaddedPlaintextSize(1500, recipients), recipients), kMinBucketBytes);
  }
}

}  // namespace
}  // namespace liaison
