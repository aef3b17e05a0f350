#include "clients/core/sealing/bech32.h"

#include <array>
#include <string>

#include "absl/strings/ascii.h"
#include "clients/core/sealing/age_key.h"
#include "gtest/gtest.h"
#include "proto/base/error.h"
#include "tests/fakes/seeded_random.h"

namespace liaison {
namespace {

// Made by age-keygen 1.1.1.
constexpr char kIdentity[] =
    "AGE-SECRET-KEY-1RY8A890PDF9MPD3SWGAR82G42HDA5EL9X2VPLZEPK0GK5PRSZS7SU79MK9";
constexpr char kRecipient[] = "age1fmy3sex705zlzjqxhnas6lyysfaqrcru85vp8tkadmjksplqsdqsgv8nh0";

std::string RuleOf(absl::string_view text) {
  std::array<uint8_t, 32> out;
  return ReasonOf(DecodeBech32("age", text, out.data(), out.size()));
}

TEST(Bech32, ReadsAndWritesTheKeysOfTheStockTool) {
  const absl::StatusOr<AgeIdentity> identity = AgeIdentity::Parse(kIdentity);
  ASSERT_TRUE(identity.ok()) << identity.status();
  EXPECT_EQ(identity->ToText().view(), kIdentity);
  EXPECT_EQ(identity->recipient().ToString(), kRecipient);
  const absl::StatusOr<AgeRecipient> recipient = AgeRecipient::Parse(kRecipient);
  ASSERT_TRUE(recipient.ok()) << recipient.status();
  EXPECT_EQ(*recipient, identity->recipient());
}

TEST(Bech32, ReadsWhatItWrites) {
  SeededRandom random(1);
  for (int i = 0; i < 200; ++i) {
    const auto bytes = random.Bytes<32>();
    for (const absl::string_view prefix : {"age", "AGE-SECRET-KEY-"}) {
      std::string text(Bech32Size(prefix.size(), bytes.size()), '\0');
      EncodeBech32(prefix, bytes.data(), bytes.size(), text.data());
      std::array<uint8_t, 32> read;
      ASSERT_TRUE(DecodeBech32(prefix, text, read.data(), read.size()).ok()) << text;
      EXPECT_EQ(read, bytes);
    }
  }
}

TEST(Bech32, FindsEveryWrongCharacter) {
  const std::string good = kRecipient;
  for (size_t at = 4; at < good.size(); ++at) {
    for (const char c : std::string("qpzry9x8gf2tvdw0s3jn54khce6mua7l")) {
      if (c == good[at]) continue;
      std::string bad = good;
      bad[at] = c;
      EXPECT_NE(RuleOf(bad), "") << bad;
    }
  }
}

TEST(Bech32, FindsEverySwapOfNeighbours) {
  const std::string good = kRecipient;
  for (size_t at = 4; at + 1 < good.size(); ++at) {
    std::string bad = good;
    std::swap(bad[at], bad[at + 1]);
    if (bad == good) continue;
    EXPECT_EQ(RuleOf(bad), "CHECKSUM") << bad;
  }
}

TEST(Bech32, NamesTheRuleThatWasBroken) {
  const std::string good = kRecipient;
  EXPECT_EQ(RuleOf(""), "PREFIX");
  EXPECT_EQ(RuleOf("age"), "PREFIX");
  EXPECT_EQ(RuleOf("age2" + good.substr(4)), "PREFIX");
  EXPECT_EQ(RuleOf(kIdentity), "PREFIX");
  EXPECT_EQ(RuleOf("age1"), "LENGTH");
  EXPECT_EQ(RuleOf(good.substr(0, good.size() - 1)), "LENGTH");
  EXPECT_EQ(RuleOf(good + "q"), "LENGTH");
  EXPECT_EQ(RuleOf(good + "\n"), "LENGTH");
  EXPECT_EQ(RuleOf("age1b" + good.substr(5)), "CHARACTER");
  EXPECT_EQ(RuleOf("age1" + absl::AsciiStrToUpper(good.substr(4))), "CHARACTER");
  EXPECT_EQ(RuleOf(absl::AsciiStrToUpper(good)), "PREFIX");
}

// The last data character has one bit of the key and four that must be zero: else one key had 16
// spellings. The checksums of these are right; computed with BIP 173's reference code.
TEST(Bech32, RefusesBitsBehindTheEnd) {
  EXPECT_EQ(RuleOf("age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq5cu47z"), "");
  EXPECT_EQ(RuleOf("age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqspe5dt3"), "");
  EXPECT_EQ(RuleOf("age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqpfwgqrs"), "PADDING");
  EXPECT_EQ(RuleOf("age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqg2vceql"), "PADDING");
}

TEST(AgeIdentity, NeverQuotesASecretInItsError) {
  std::string bad = kIdentity;
  bad.back() = 'Q';
  const absl::StatusOr<AgeIdentity> identity = AgeIdentity::Parse(bad);
  ASSERT_FALSE(identity.ok());
  EXPECT_EQ(ReasonOf(identity.status()), "IDENTITY");
  EXPECT_EQ(identity.status().ToString().find("RY8A890"), std::string::npos);
}

TEST(AgeRecipient, RefusesPluginsAndOtherTypes) {
  for (const absl::string_view text :
       {"age1yubikey1qwt50d05nh5vutpdzmlg5wn80xq5negm4uj9ghv0snvdd3y", "age1pq1qqqq",
        "ssh-ed25519 AAAA", ""}) {
    EXPECT_EQ(ReasonOf(AgeRecipient::Parse(text).status()), "RECIPIENT") << text;
  }
}

}  // namespace
}  // namespace liaison
