// C2SP/wycheproof: our own functions where we have one, libsodium's where formats call it directly
// (X25519 and ChaCha20-Poly1305 in age files).
#include <gtest/gtest.h>
#include <sodium.h>

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/strings/match.h"
#include "proto/text/hash.h"
#include "proto/wire/hash.h"
#include "proto/wire/sodium_crypto.h"
#include "tests/conformance/vectors.h"

namespace liaison {
namespace {

using nlohmann::json;

const uint8_t* Bytes(const std::string& text) {
  return reinterpret_cast<const uint8_t*>(text.data());
}

// Runs all tests of `name`; `agrees(group, test, result)` says whether we do what is expected.
// Returns how many tests there were.
int RunVectors(
    absl::string_view name,
    absl::FunctionRef<bool(const json& group, const json& test, const std::string& result)>
        agrees) {
  int total = 0;
  int mismatches = 0;
  const json vectors = ReadJsonVector(name);
  for (const json& group : vectors.at("testGroups")) {
    for (const json& test : group.at("tests")) {
      ++total;
      if (agrees(group, test, TextOf(test, "result"))) continue;
      ++mismatches;
      ADD_FAILURE() << name << " " << test.at("tcId") << " " << test.at("comment");
    }
  }
  EXPECT_EQ(mismatches, 0);
  EXPECT_EQ(total, vectors.at("numberOfTests").get<int>());
  return total;
}

TEST(Wycheproof, Ed25519SignaturesAreCheckedAsExpected) {
  const auto agrees = [](const json& group, const json& test, const std::string& result) {
    const auto key = FixedFromBytes<PublicKey>(HexOf(group.at("publicKey"), "pk"));
    const auto signature = FixedFromBytes<Signature>(HexOf(test, "sig"));
    const bool accepted = key.ok() && signature.ok() &&
                          SodiumCrypto().CheckSignature(*key, HexOf(test, "msg"), *signature);
    return accepted == (result == "valid");
  };
  EXPECT_EQ(RunVectors("wycheproof/ed25519_test.json", agrees), 151);
}

TEST(Wycheproof, HkdfGivesTheExpectedKeys) {
  const auto agrees = [](const json&, const json& test, const std::string& result) {
    const auto size = test.at("size").get<size_t>();
    // Longer than RFC 5869 can give: our function dies (its own test), so callers must know.
    if (size > 255 * Hash::kSize) return result == "invalid";
    const Secret key =
        HkdfSha256(HexOf(test, "ikm"), HexOf(test, "salt"), HexOf(test, "info"), size);
    return (key.view() == HexOf(test, "okm")) == (result == "valid");
  };
  EXPECT_EQ(RunVectors("wycheproof/hkdf_sha256_test.json", agrees), 86);
}

TEST(Wycheproof, HmacGivesTheExpectedTags) {
  const auto agrees = [](const json&, const json& test, const std::string& result) {
    const Hash mac = HmacSha256(HexOf(test, "key"), HexOf(test, "msg"));
    const std::string tag = HexOf(test, "tag");  // whole, or cut to 16 bytes
    return absl::StartsWith(mac.view(), tag) == (result == "valid");
  };
  EXPECT_EQ(RunVectors("wycheproof/hmac_sha256_test.json", agrees), 174);
}

TEST(Wycheproof, X25519AgreesOrRefuses) {
  int acceptable = 0;
  const auto agrees = [&](const json&, const json& test, const std::string& result) {
    std::string shared(crypto_scalarmult_BYTES, '\0');
    const std::string key = HexOf(test, "private");
    const std::string point = HexOf(test, "public");
    if (key.size() != crypto_scalarmult_SCALARBYTES || point.size() != crypto_scalarmult_BYTES) {
      return result != "valid";
    }
    const bool done =
        crypto_scalarmult(reinterpret_cast<uint8_t*>(shared.data()), Bytes(key), Bytes(point)) == 0;
    if (result == "acceptable") {  // low order and the like: refuse, or give this share
      ++acceptable;
      return !done || shared == HexOf(test, "shared");
    }
    return done == (result == "valid") && shared == HexOf(test, "shared");
  };
  EXPECT_EQ(RunVectors("wycheproof/x25519_test.json", agrees), 518);
  EXPECT_EQ(acceptable, 254);
}

TEST(Wycheproof, ChaCha20Poly1305SealsAndOpensAsExpected) {
  const auto agrees = [](const json&, const json& test, const std::string& result) {
    const std::string key = HexOf(test, "key");
    const std::string nonce = HexOf(test, "iv");
    const std::string aad = HexOf(test, "aad");
    const std::string message = HexOf(test, "msg");
    const std::string sealed = HexOf(test, "ct") + HexOf(test, "tag");
    // The function's type takes no other nonce; all such tests are invalid.
    if (nonce.size() != crypto_aead_chacha20poly1305_ietf_NPUBBYTES) return result == "invalid";
    std::string opened(sealed.size() - crypto_aead_chacha20poly1305_ietf_ABYTES, '\0');
    const bool done =
        crypto_aead_chacha20poly1305_ietf_decrypt(
            reinterpret_cast<uint8_t*>(opened.data()), nullptr, nullptr, Bytes(sealed),
            sealed.size(), Bytes(aad), aad.size(), Bytes(nonce), Bytes(key)) == 0;
    std::string made(message.size() + crypto_aead_chacha20poly1305_ietf_ABYTES, '\0');
    crypto_aead_chacha20poly1305_ietf_encrypt(reinterpret_cast<uint8_t*>(made.data()), nullptr,
                                              Bytes(message), message.size(), Bytes(aad),
                                              aad.size(), nullptr, Bytes(nonce), Bytes(key));
    const bool valid = result == "valid";
    return done == valid && (made == sealed) == valid && (!done || opened == message);
  };
  EXPECT_EQ(RunVectors("wycheproof/chacha20_poly1305_test.json", agrees), 325);
}

}  // namespace
}  // namespace liaison
