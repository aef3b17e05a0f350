// C2SP/CCTV: signatures on which verifiers differ. What ours accepts is fixed here, because
// evidence must verify the same everywhere and always.
#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <memory>
#include <string>

#include "proto/text/hash.h"
#include "proto/wire/sodium_crypto.h"
#include "tests/conformance/vectors.h"

namespace liaison {
namespace {

bool StockOpenSslAccepts(const PublicKey& key, const std::string& message,
                         const Signature& signature) {
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> public_key(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, key.bytes.data(), key.bytes.size()),
      EVP_PKEY_free);
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        EVP_MD_CTX_free);
  return EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, public_key.get()) == 1 &&
         EVP_DigestVerify(context.get(), signature.bytes.data(), signature.bytes.size(),
                          reinterpret_cast<const uint8_t*>(message.data()), message.size()) == 1;
}

TEST(Ed25519Vectors, AcceptsFortyThreeOfWhichOneByAKeyThatMayBeCertified) {
  int total = 0;
  int accepted = 0;
  int accepted_by_openssl = 0;
  int certifiable = 0;
  for (const auto& test : ReadJsonVector("cctv-ed25519/ed25519vectors.json")) {
    ++total;
    const auto key = FixedFromBytes<PublicKey>(HexOf(test, "key"));
    const auto signature = FixedFromBytes<Signature>(HexOf(test, "sig"));
    ASSERT_TRUE(key.ok() && signature.ok()) << test.at("number");
    const std::string message = TextOf(test, "msg");
    if (!SodiumCrypto().CheckSignature(*key, message, *signature)) continue;
    ++accepted;
    if (StockOpenSslAccepts(*key, message, *signature)) ++accepted_by_openssl;
    if (SodiumCrypto().IsValidPoint(*key)) ++certifiable;
  }
  EXPECT_EQ(total, 914);
  EXPECT_EQ(accepted, 43);
  EXPECT_EQ(accepted_by_openssl, 43);
  EXPECT_EQ(certifiable, 1);
}

}  // namespace
}  // namespace liaison
