#include "clients/core/attachments/attachment_keys.h"

#include <unistd.h>

#include <filesystem>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "proto/base/error.h"
#include "proto/wire/hash.h"
#include "tests/fakes/seeded_random.h"

namespace liaison {
namespace {

TEST(AttachmentKeysTest, TheFirstKeyOfAFileStaysAndUnknownOnesAreLeftOut) {
  const std::string path = absl::StrCat(testing::TempDir(), "/attachment-keys-", ::getpid());
  SeededRandom random(3);
  Secret key(32);
  random.Fill(key.data(), key.size());
  const absl::StatusOr<std::unique_ptr<Database>> database = Database::Open(path, key);
  ASSERT_TRUE(database.ok()) << database.status();
  absl::StatusOr<AttachmentKeys> keys = AttachmentKeys::Open(**database);
  ASSERT_TRUE(keys.ok()) << keys.status();
  const Hash file = Sha256("file");
  const Hash other = Sha256("other");
  const AttachmentKey first{file, AgeIdentity::Generate(random)};
  ASSERT_TRUE(keys->Add(first).ok());
  ASSERT_TRUE(keys->Add({file, AgeIdentity::Generate(random)}).ok());
  const absl::StatusOr<AgeIdentity> found = keys->Find(file);
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(found->recipient(), first.identity.recipient());
  EXPECT_EQ(ReasonOf(keys->Find(other).status()), "NO_KEY");
  const auto of = keys->Of({{other, 1}, {file, 1}});
  ASSERT_TRUE(of.ok());
  ASSERT_EQ(of->size(), 1u);
  EXPECT_EQ(of->front().ciphertext_sha256, file);
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace liaison
