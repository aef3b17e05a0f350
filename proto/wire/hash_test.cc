#include "proto/wire/hash.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "absl/strings/escaping.h"
#include "proto/wire/plain/plain_sha256.h"

namespace liaison {
namespace {

TEST(Sha256, GivesTheDigestsOfFips180) {
  EXPECT_EQ(ToHex(Sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(ToHex(Sha256("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(ToHex(Sha256(std::string(1000000, 'a'))),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, IsTheSameInPartsOfAnySize) {
  std::string text;
  for (int i = 0; i < 300; ++i) text.push_back(static_cast<char>(i));
  for (size_t part = 1; part <= text.size(); ++part) {
    Sha256Stream stream;
    for (size_t at = 0; at < text.size(); at += part) stream.Update(text.substr(at, part));
    ASSERT_EQ(stream.Finish(), Sha256(text)) << part;
  }
}

TEST(Sha256, IsTheSameWithoutOpenSsl) {
  for (const size_t size : {0, 1, 55, 56, 64, 1000}) {
    const std::string text(size, 'x');
    EXPECT_EQ(PlainSha256(text), Sha256(text)) << size;
  }
}

TEST(Sha256, IsTheSameInEveryThread) {
  std::vector<Hash> hashes(4);
  std::vector<std::thread> threads;
  threads.reserve(hashes.size());
  for (Hash& hash : hashes) {
    threads.emplace_back([&hash] {
      for (int i = 0; i < 1000; ++i) hash = Sha256(std::to_string(i));
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const Hash& hash : hashes) EXPECT_EQ(hash, Sha256("999"));
}

TEST(Sha256, StreamRefusesUseAfterFinish) {
  Sha256Stream stream;
  stream.Finish();
  EXPECT_DEATH(stream.Update("more"), "finished");
  EXPECT_DEATH(stream.Finish(), "finished");
}

// RFC 4231, test cases 1, 2 and 6 (a key longer than a block).
TEST(HmacSha256, GivesTheTagsOfRfc4231) {
  EXPECT_EQ(ToHex(HmacSha256(std::string(20, '\x0b'), "Hi There")),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(ToHex(HmacSha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(ToHex(HmacSha256(std::string(131, '\xaa'),
                             "Test Using Larger Than Block-Size Key - Hash Key First")),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

struct HkdfCase {
  const char* input_key;
  const char* salt;
  const char* info;
  size_t size;
  const char* output;
};
// RFC 5869, appendix A.1 to A.3.
constexpr HkdfCase kHkdfCases[] = {
    {"0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "000102030405060708090a0b0c",
     "f0f1f2f3f4f5f6f7f8f9", 42,
     "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"},
    {"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d"
     "2e2f303132333435363738393a3b3c3d3e3f404142434445464748494a4b4c4d4e4f",
     "606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f808182838485868788898a8b8c8d"
     "8e8f909192939495969798999a9b9c9d9e9fa0a1a2a3a4a5a6a7a8a9aaabacadaeaf",
     "b0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdd"
     "dedfe0e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff",
     82,
     "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e59"
     "0e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87"},
    {"0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "", "", 42,
     "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"},
};

TEST(HkdfSha256, GivesTheKeysOfRfc5869) {
  for (const HkdfCase& test : kHkdfCases) {
    const Secret key =
        HkdfSha256(absl::HexStringToBytes(test.input_key), absl::HexStringToBytes(test.salt),
                   absl::HexStringToBytes(test.info), test.size);
    EXPECT_EQ(EncodeHex(key.view()), test.output);
  }
}

TEST(HkdfSha256, RefusesMoreThanItCanGive) {
  EXPECT_EQ(HkdfSha256("key", "", "", 255 * 32).size(), 255 * 32);
  EXPECT_DEATH(HkdfSha256("key", "", "", 255 * 32 + 1), "size");
}

}  // namespace
}  // namespace liaison
