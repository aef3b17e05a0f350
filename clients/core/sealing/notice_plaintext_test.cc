#include "clients/core/sealing/notice_plaintext.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "proto/base/error.h"
#include "tests/fakes/seeded_random.h"

namespace liaison {
namespace {

constexpr char kNote[] = "NS/notice/v1\n\n\xe2\x80\x94 NS/tur/d07 AAAA\n";

std::vector<AttachmentKey> MakeKeys(size_t count) {
  SeededRandom random(5);
  std::vector<AttachmentKey> keys;
  for (size_t i = 0; i < count; ++i) {
    Hash hash;
    random.Fill(hash.bytes.data(), Hash::kSize);
    keys.push_back({hash, AgeIdentity::Generate(random)});
  }
  return keys;
}

std::string BrokenField(absl::string_view plaintext) {
  const absl::StatusOr<NoticePlaintext> parsed = ParseNoticePlaintext(plaintext);
  if (parsed.ok()) return "";
  EXPECT_EQ(parsed.status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(ReasonOf(parsed.status()), "PLAINTEXT");
  return DetailOf(parsed.status())->field;
}

TEST(NoticePlaintext, SplitsNoteKeysAndPadding) {
  for (const size_t count : {size_t{0}, size_t{1}, size_t{2}, kMaxAttachmentKeys}) {
    const std::vector<AttachmentKey> keys = MakeKeys(count);
    for (const size_t padding : {0, 1, 2, 4000}) {
      const Secret bytes =
          PrintNoticePlaintext(kNote, keys, UnpaddedSize(kNote, keys.size()) + padding);
      const absl::StatusOr<NoticePlaintext> parsed = ParseNoticePlaintext(bytes.view());
      ASSERT_TRUE(parsed.ok()) << parsed.status();
      EXPECT_EQ(parsed->note, kNote);
      ASSERT_EQ(parsed->attachment_keys.size(), count);
      for (size_t i = 0; i < count; ++i) {
        EXPECT_EQ(parsed->attachment_keys[i].ciphertext_sha256, keys[i].ciphertext_sha256);
        EXPECT_EQ(parsed->attachment_keys[i].identity.recipient(), keys[i].identity.recipient());
      }
    }
  }
}

TEST(NoticePlaintext, LooksAsThePageSaysToStockTools) {
  const std::vector<AttachmentKey> keys = MakeKeys(1);
  const size_t size = UnpaddedSize(kNote, 1) + 3;
  const Secret bytes = PrintNoticePlaintext(kNote, keys, size);
  const std::string expected =
      absl::StrCat(kNote, std::string(1, '\0'), "attach-key ", ToBase64(keys[0].ciphertext_sha256),
                   " ", keys[0].identity.ToText().view(), "\n", std::string(3, '\0'));
  EXPECT_EQ(bytes.view(), expected);
}

TEST(NoticePlaintext, RefusesWhatNoSealerWrites) {
  const std::vector<AttachmentKey> keys = MakeKeys(1);
  const std::string zero(1, '\0');
  const std::string line = absl::StrCat("attach-key ", ToBase64(keys[0].ciphertext_sha256), " ",
                                        keys[0].identity.ToText().view(), "\n");
  const std::string note(kNote);
  EXPECT_EQ(BrokenField(note + zero + line + zero), "");
  EXPECT_EQ(BrokenField(""), "note");
  EXPECT_EQ(BrokenField(zero + zero), "note");
  EXPECT_EQ(BrokenField(note + zero + zero + "x"), "padding");
  EXPECT_EQ(BrokenField(note + zero + line + zero + line), "padding");
  EXPECT_EQ(BrokenField(note + zero + line.substr(0, line.size() - 1)), "attach-key");
  EXPECT_EQ(BrokenField(note + zero + line + "\n"), "attach-key");
  EXPECT_EQ(BrokenField(note + zero + "attach-kex" + line.substr(10)), "attach-key");
  std::string typed = line;
  typed[60] = 'x';
  EXPECT_EQ(BrokenField(note + zero + typed), "attach-key");
  std::string many = note + zero;
  for (size_t i = 0; i <= kMaxAttachmentKeys; ++i) many += line;
  EXPECT_EQ(BrokenField(many), "attach-key");
}

}  // namespace
}  // namespace liaison
