#include "clients/core/sealing/age_header.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "proto/base/error.h"

namespace liaison {
namespace {

std::string Mac() { return PrintAgeMac(Hash()); }

std::string FieldOf(absl::string_view file) {
  const absl::StatusOr<AgeFile> parsed = ParseAgeFile(file);
  if (parsed.ok()) return "";
  EXPECT_EQ(parsed.status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(ReasonOf(parsed.status()), "HEADER");
  return DetailOf(parsed.status())->field;
}

TEST(AgeHeader, PrintsWhatItParsesForEveryLengthOfBody) {
  for (size_t size = 0; size <= 150; ++size) {
    const std::vector<AgeStanza> stanzas = {{"X25519", {"abc"}, std::string(size, '\x5a')},
                                            {"grease", {}, ""}};
    const std::string authenticated = PrintAgeStanzas(stanzas);
    const std::string file = absl::StrCat(authenticated, Mac(), std::string(16, 'n'), "payload");
    const absl::StatusOr<AgeFile> parsed = ParseAgeFile(file);
    ASSERT_TRUE(parsed.ok()) << size << parsed.status();
    EXPECT_EQ(parsed->header.stanzas, stanzas);
    EXPECT_EQ(parsed->authenticated, authenticated);
    EXPECT_EQ(parsed->nonce, std::string(16, 'n'));
    EXPECT_EQ(parsed->payload, "payload");
  }
}

TEST(AgeHeader, NamesThePartThatIsMalformed) {
  const std::string nonce(16, 'n');
  const std::string good = absl::StrCat("age-encryption.org/v1\n-> a b\n\n---", Mac(), nonce);
  EXPECT_EQ(FieldOf(good), "");
  EXPECT_EQ(FieldOf(""), "version");
  EXPECT_EQ(FieldOf("age-encryption.org/v2" + good.substr(21)), "version");
  EXPECT_EQ(FieldOf("age-encryption.org/v1\r" + good.substr(21)), "version");
  EXPECT_EQ(FieldOf("age-encryption.org/v1\n---" + Mac() + nonce), "stanza");
  EXPECT_EQ(FieldOf("age-encryption.org/v1\n-> a  b\n\n---" + Mac() + nonce), "stanza");
  EXPECT_EQ(FieldOf("age-encryption.org/v1\n-> a b \n\n---" + Mac() + nonce), "stanza");
  EXPECT_EQ(FieldOf("age-encryption.org/v1\n-> a \xc3\xa4\n\n---" + Mac() + nonce), "stanza");
  EXPECT_EQ(FieldOf("age-encryption.org/v1\n-> a\n====\n---" + Mac() + nonce), "body");
  EXPECT_EQ(FieldOf(good.substr(0, good.size() - 1)), "nonce");
  EXPECT_EQ(FieldOf(good.substr(0, 40)), "line");
}

TEST(AgeHeader, BoundsItsWork) {
  std::string many = "age-encryption.org/v1\n";
  for (size_t i = 0; i <= kMaxAgeStanzas; ++i) absl::StrAppend(&many, "-> a\n\n");
  EXPECT_EQ(FieldOf(absl::StrCat(many, "---", Mac(), std::string(16, 'n'))), "stanza");

  std::string wide = "age-encryption.org/v1\n-> a\n";
  for (size_t i = 0; i * 65 < kMaxAgeHeaderBytes; ++i) {
    absl::StrAppend(&wide, std::string(64, 'A'), "\n");
  }
  EXPECT_EQ(FieldOf(absl::StrCat(wide, "\n---", Mac(), std::string(16, 'n'))), "line");
}

TEST(Unpadded, ReadsOneSpellingOnly) {
  EXPECT_EQ(*DecodeUnpadded("AAA"), std::string(2, '\0'));
  EXPECT_EQ(*DecodeUnpadded(""), "");
  for (const absl::string_view bad :
       {"A", "AAB", "AA=", "AA==", "AAA=", "=", "A A", "AA\n", "__"}) {
    EXPECT_FALSE(DecodeUnpadded(bad).ok()) << bad;
  }
  for (size_t size = 0; size < 20; ++size) {
    const std::string bytes(size, '\xff');
    EXPECT_EQ(*DecodeUnpadded(EncodeUnpadded(bytes)), bytes);
  }
}

}  // namespace
}  // namespace liaison
