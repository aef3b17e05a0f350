#include "proto/text/hash.h"

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "proto/text/testing.h"
#include "proto/text/utf8.h"

namespace liaison {
namespace {

TEST(Base64, FollowsTheVectorsOfTheStandard) {  // RFC 4648 section 10
  const std::pair<absl::string_view, absl::string_view> vectors[] = {{"", ""},
                                                                     {"f", "Zg=="},
                                                                     {"fo", "Zm8="},
                                                                     {"foo", "Zm9v"},
                                                                     {"foob", "Zm9vYg=="},
                                                                     {"fooba", "Zm9vYmE="},
                                                                     {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : vectors) {
    EXPECT_EQ(EncodeBase64(bytes), text);
    EXPECT_EQ(*DecodeBase64(text), bytes);
  }
}

TEST(Base64, RefusesEverySpellingButOne) {
  for (const absl::string_view wrong :
       {"Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Zm8", " Zg==", "Zg== ", "Z g==", "Zg==\n", "Zg..",
        "=", "====", "Zm9v=", "Zm9v====", "-_-_", "Zm9!", "Zg==Zg=="}) {
    SCOPED_TRACE(wrong);
    ExpectRefusal(DecodeBase64(wrong).status(), "", "BASE64");
  }
}

TEST(Base64, OfAKnownLengthIsTheSame) {
  for (const size_t size : {1, 2, 3, 16, 30, 32, 64}) {
    std::string bytes;
    for (size_t i = 0; i < size; ++i) bytes.push_back(static_cast<char>(i * 37 + 5 * size));
    const std::string text = EncodeBase64(bytes);
    std::string out(size, '\0');
    const auto decode = [&out](absl::string_view spelling) {
      return DecodeBase64Exactly(spelling, reinterpret_cast<uint8_t*>(out.data()), out.size());
    };
    EXPECT_TRUE(decode(text));
    EXPECT_EQ(out, bytes);
    EXPECT_FALSE(decode(text.substr(4)));
    EXPECT_FALSE(decode(absl::StrCat("AAAA", text)));
    for (size_t i = 0; i < text.size() * 256; ++i) {
      std::string changed = text;
      changed[i / 256] = static_cast<char>(i % 256);
      const absl::StatusOr<std::string> slowly = DecodeBase64(changed);
      const bool is_one = slowly.ok() && slowly->size() == size;
      ASSERT_EQ(decode(changed), is_one) << changed;
      if (!is_one) continue;
      ASSERT_EQ(out, *slowly) << changed;
    }
  }
}

TEST(Hex, IsLowerCase) {
  EXPECT_EQ(EncodeHex("\x01\xAB"), "01ab");
  EXPECT_EQ(*DecodeHex("01ab"), "\x01\xAB");
  EXPECT_EQ(*DecodeHex(""), "");
  for (const absl::string_view wrong : {"0", "01a", "AB", "0x", "g0", " 01", "+1", "0\xC3"}) {
    SCOPED_TRACE(wrong);
    ExpectRefusal(DecodeHex(wrong).status(), "", "HEX");
  }
}

TEST(FixedBytes, HaveTheirExactLength) {
  EXPECT_EQ(*FixedFromBase64<Hash>(HashText(7)), TestHash(7));
  EXPECT_EQ(ToHex(TestHash(7)), "0707070707070707070707070707070707070707070707070707070707070707");
  ExpectRefusal(FixedFromBase64<Hash>("AAAA").status(), "", "LENGTH");
  ExpectRefusal(FixedFromBytes<Hash>(std::string(33, 'x')).status(), "", "LENGTH");
  ExpectRefusal(FixedFromBase64<Hash>("A").status(), "", "BASE64");
  EXPECT_LT(TestHash(1), TestHash(2));
}

TEST(Utf8, IsStrict) {
  for (const absl::string_view good :
       {"", "a", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
        "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF",
        "a\xE2\x82\xAC"
        "b"}) {
    EXPECT_TRUE(IsUtf8(good));
  }
  for (const absl::string_view bad :
       {"\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xC2",
        "\xC2"
        "a",
        "\xE0\x9F\xBF", "\xE2\x82",
        "\xE2\x82"
        "a",
        "\xED\xA0\x80", "\xED\xBF\xBF", "\xF0\x8F\xBF\xBF", "\xF0\x90\x80", "\xF4\x90\x80\x80",
        "\xF5\x80\x80\x80", "\xFE", "\xFF"}) {
    EXPECT_FALSE(IsUtf8(bad)) << EncodeHex(bad);
    EXPECT_EQ(ValidUtf8Prefix(std::string("ok\xC3\xA7") + std::string(bad)), 4u);
  }
}

// Eight bytes of ASCII are passed over at once: what stands in, at and behind their border counts.
TEST(Utf8, BadBytesAreFoundAtEveryPlace) {
  for (size_t at = 0; at < 20; ++at) {
    const std::string before(at, 'a');
    for (const absl::string_view after : {"", "b", "bbbbbbbbbbbbbbbb"}) {
      EXPECT_EQ(ValidUtf8Prefix(absl::StrCat(before, "\xFF", after)), at);
      EXPECT_EQ(ValidUtf8Prefix(absl::StrCat(before, "\xC3", after)), at);
      EXPECT_TRUE(IsUtf8(absl::StrCat(before, "\xC3\xA7", after)));
    }
  }
}

}  // namespace
}  // namespace liaison
