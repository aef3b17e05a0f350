#include "proto/wire/sign.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/escaping.h"
#include "proto/base/error.h"
#include "proto/text/verified_note.h"
#include "proto/wire/sodium_crypto.h"
#include "tests/fakes/seeded_random.h"

namespace liaison {
namespace {

// RFC 8032 section 7.1, test 3.
constexpr char kSeed[] = "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7";
constexpr char kPublic[] = "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025";
constexpr char kSignature[] =
    "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
    "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a";

SigningKey KeyFrom(uint64_t seed) {
  SeededRandom random(seed);
  return SigningKey::Generate(random);
}

TEST(SigningKey, SignsAsRfc8032Does) {
  const auto key = SigningKey::FromSeed(Secret::CopyOf(absl::HexStringToBytes(kSeed)));
  ASSERT_TRUE(key.ok()) << key.status();
  EXPECT_EQ(ToHex(key->public_key()), kPublic);
  EXPECT_EQ(ToHex(key->Sign("\xaf\x82")), kSignature);
  EXPECT_EQ(EncodeHex(key->seed().view()), kSeed);
}

TEST(SigningKey, RefusesASeedOfAnotherLength) {
  for (const size_t size : {0, 31, 33, 64}) {
    const auto key = SigningKey::FromSeed(Secret(size));
    EXPECT_EQ(key.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(ReasonOf(key.status()), "LENGTH");
  }
}

TEST(SigningKey, IsMadeFromTheInjectedRandomnessOnly) {
  EXPECT_EQ(KeyFrom(1).public_key(), KeyFrom(1).public_key());
  EXPECT_NE(KeyFrom(1).public_key(), KeyFrom(2).public_key());
}

TEST(SodiumCrypto, RefusesASignatureWithAnyBitChanged) {
  const SigningKey key = KeyFrom(3);
  const Signature good = key.Sign("message");
  ASSERT_TRUE(SodiumCrypto().CheckSignature(key.public_key(), "message", good));
  EXPECT_FALSE(SodiumCrypto().CheckSignature(key.public_key(), "messagf", good));
  for (size_t bit = 0; bit < Signature::kSize * 8; ++bit) {
    Signature bad = good;
    bad.bytes[bit / 8] = static_cast<uint8_t>(bad.bytes[bit / 8] ^ (1 << (bit % 8)));
    ASSERT_FALSE(SodiumCrypto().CheckSignature(key.public_key(), "message", bad)) << bit;
  }
}

TEST(SodiumCrypto, TakesOnlyPointsOfThePrimeOrderGroup) {
  EXPECT_TRUE(SodiumCrypto().IsValidPoint(KeyFrom(4).public_key()));
  PublicKey key;  // y = 0 has order 4
  EXPECT_FALSE(SodiumCrypto().IsValidPoint(key));
  key.bytes[0] = 1;  // the neutral element
  EXPECT_FALSE(SodiumCrypto().IsValidPoint(key));
  key.bytes.fill(0xff);  // not canonical
  EXPECT_FALSE(SodiumCrypto().IsValidPoint(key));
}

TEST(NoteSigner, WritesANoteThatItsVerifierKeyAccepts) {
  const NoteSigner signer("mission.example/tur/d07", KeyFrom(5));
  const std::string bytes = signer.SignNote("mission.example/test/v1\nbody\n");
  const auto note = ParseNote(bytes, kMaxHeaderBytes);
  ASSERT_TRUE(note.ok()) << note.status();
  const auto verified = Verify(*note, {signer.vkey()}, SodiumCrypto());
  ASSERT_TRUE(verified.ok()) << verified.status();
  EXPECT_EQ(verified->text(), "mission.example/test/v1\nbody\n");
}

TEST(NoteSigner, RefusesToSignWhatIsNotNoteText) {
  const NoteSigner signer("mission.example/tur/d07", KeyFrom(6));
  EXPECT_DEATH(signer.SignText("no line end"), "CheckNoteText");
  EXPECT_DEATH(signer.SignText("tab\t\n"), "CheckNoteText");
}

}  // namespace
}  // namespace liaison
