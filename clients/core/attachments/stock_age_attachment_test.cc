// The stock age tool opens what the store seals, and the store opens what it sealed.
#include <string>

#include "absl/strings/str_cat.h"
#include "clients/core/attachments/attachment_store.h"
#include "clients/core/sealing/age_derive.h"
#include "clients/core/sealing/padding.h"
#include "clients/core/sealing/stock_age_folder.h"
#include "gtest/gtest.h"
#include "proto/system/posix_file_system.h"
#include "proto/wire/hash.h"
#include "tests/fakes/seeded_random.h"

namespace liaison {
namespace {

class StockAgeAttachmentTest : public testing::Test {
 protected:
  std::string Plaintext(size_t size) {
    std::string bytes(size, '\0');
    random_.Fill(bytes.data(), bytes.size());
    return bytes;
  }

  StockAgeFolder folder_{"attachments"};
  PosixFileSystem files_;
  SeededRandom random_{21};
  AttachmentStore store_{folder_.path(), files_, random_};
};

TEST_F(StockAgeAttachmentTest, StockAgeOpensWhatTheStoreSealed) {
  for (const size_t size : {size_t{1}, 3 * kAgeChunkBytes, size_t{1'500'001}}) {
    const std::string plaintext = Plaintext(size);
    folder_.WriteFile("plain", plaintext);
    const absl::StatusOr<SealedAttachment> sealed =
        store_.SealFile(folder_.PathOf("plain"), "report.pdf", nullptr);
    ASSERT_TRUE(sealed.ok()) << sealed.status();
    EXPECT_EQ(PadmeBucket(sealed->attach.ciphertext_size), sealed->attach.ciphertext_size);
    EXPECT_EQ(sealed->attach.plaintext_sha256, Sha256(plaintext));
    folder_.WriteFile("key", sealed->key.identity.ToText().view());
    const std::string file =
        absl::StrCat("attachments/", ToHex(sealed->attach.ciphertext_sha256), ".age");
    ASSERT_EQ(folder_.Run(absl::StrCat("age -d -i key ", file, " | head -c ", size, " > opened")),
              0);
    EXPECT_EQ(folder_.ReadFile("opened"), plaintext);
    EXPECT_EQ(Sha256(folder_.ReadFile(file)), sealed->attach.ciphertext_sha256);
  }
}

TEST_F(StockAgeAttachmentTest, TheStoreOpensWhatStockAgeSealed) {
  for (const size_t size : {size_t{5}, 2 * kAgeChunkBytes, size_t{200'001}}) {
    const std::string plaintext = Plaintext(size);
    folder_.WriteFile("plain", plaintext);
    const AgeIdentity identity = AgeIdentity::Generate(random_);
    // Another program's padding is as good as ours: none.
    ASSERT_EQ(folder_.Run(absl::StrCat("mkdir -p attachments && age -r ",
                                       identity.recipient().ToString(), " -o sealed plain")),
              0);
    const std::string sealed = folder_.ReadFile("sealed");
    const NoticeAttachment attach{.ciphertext_sha256 = Sha256(sealed),
                                  .ciphertext_size = sealed.size(),
                                  .plaintext_sha256 = Sha256(plaintext),
                                  .plaintext_size = size,
                                  .name = "plain"};
    folder_.WriteFile(absl::StrCat("attachments/", ToHex(attach.ciphertext_sha256), ".age"),
                      sealed);
    const std::string target = absl::StrCat("opened-", size);
    const absl::Status opened =
        store_.OpenToFile(attach, identity, folder_.PathOf(target), nullptr);
    ASSERT_TRUE(opened.ok()) << opened;
    EXPECT_EQ(folder_.ReadFile(target), plaintext);
  }
}

}  // namespace
}  // namespace liaison
