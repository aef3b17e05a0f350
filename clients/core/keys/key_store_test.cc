#include "clients/core/keys/key_store.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/core/sealing/age_key.h"
#include "clients/core/sealing/seal.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "proto/base/error.h"
#include "tests/fakes/memory_file_system.h"
#include "tests/fakes/seeded_random.h"

namespace liaison {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr int kCheapLogN = 4;

class KeyStoreTest : public testing::Test {
 protected:
  void SetUp() override {
    absl::StatusOr<std::unique_ptr<KeyStore>> store =
        KeyStore::Create("/keys", passphrase_, kCheapLogN, files_, random_);
    ASSERT_TRUE(store.ok()) << store.status();
    store_ = *std::move(store);
  }
  absl::Status Reopen(absl::string_view passphrase = "six words") {
    absl::StatusOr<std::unique_ptr<KeyStore>> store =
        KeyStore::Open("/keys", Secret::CopyOf(passphrase), files_, random_);
    if (store.ok()) store_ = *std::move(store);
    return store.status();
  }
  void FlipByte(const std::string& path, size_t at) {
    std::string bytes = files_.files().at(path);
    bytes.at(at) = static_cast<char>(bytes.at(at) ^ 1);
    ASSERT_TRUE(files_.Write(path, bytes).ok());
  }
  void ExpectDamaged(const absl::Status& status, absl::string_view file) {
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << status;
    EXPECT_EQ(ReasonOf(status), "KEY_STORE_DAMAGED");
    EXPECT_EQ(DetailOf(status)->subject, file);
    EXPECT_THAT(std::string(status.message()), HasSubstr(std::string(file)));
  }

  const Secret passphrase_ = Secret::CopyOf("six words");
  MemoryFileSystem files_;
  SeededRandom random_{12};
  std::unique_ptr<KeyStore> store_;
};

TEST_F(KeyStoreTest, KeepsSecretsAcrossOpenings) {
  const Secret seed = Secret::CopyOf(std::string("\0\1\2 seed", 8));
  ASSERT_TRUE(store_->Put("signing", seed).ok());
  ASSERT_TRUE(store_->Put("prekey-17", Secret::CopyOf("old")).ok());
  ASSERT_TRUE(store_->Put("prekey-17", Secret::CopyOf("new")).ok());
  ASSERT_TRUE(store_->Put("empty", Secret()).ok());
  ASSERT_TRUE(Reopen().ok());
  EXPECT_EQ(*store_->Get("signing"), seed);
  EXPECT_EQ(store_->Get("prekey-17")->view(), "new");
  EXPECT_EQ(store_->Get("empty")->size(), 0u);
  EXPECT_THAT(*store_->Names(), ElementsAre("empty", "prekey-17", "signing"));
}

TEST_F(KeyStoreTest, OpensWithTheIdentityThatItHandsOnAndWithNoOther) {
  ASSERT_TRUE(store_->Put("signing", Secret::CopyOf("seed")).ok());
  const Secret identity = store_->Identity();
  ASSERT_TRUE(Reopen(identity.view()).ok());
  EXPECT_EQ(store_->Get("signing")->view(), "seed");
  const Secret another = AgeIdentity::Generate(random_).ToText();
  ExpectDamaged(Reopen(another.view()), "root.pub");
  ASSERT_TRUE(files_.Remove("/keys/root.pub").ok());
  ASSERT_TRUE(Reopen(another.view()).ok());  // nothing tells, but nothing opens either
  ExpectDamaged(store_->Get("signing").status(), "signing.age");
}

TEST_F(KeyStoreTest, ShowsNoSecretInItsFiles) {
  ASSERT_TRUE(store_->Put("signing", Secret::CopyOf("canary-canary-canary")).ok());
  for (const auto& [path, bytes] : files_.files()) {
    EXPECT_FALSE(absl::StrContains(bytes, "canary")) << path;
    EXPECT_FALSE(absl::StrContains(bytes, "AGE-SECRET-KEY")) << path;
  }
}

TEST_F(KeyStoreTest, DestroysASecret) {
  ASSERT_TRUE(store_->Put("prekey-1", Secret::CopyOf("x")).ok());
  ASSERT_TRUE(store_->Destroy("prekey-1").ok());
  EXPECT_EQ(ReasonOf(store_->Get("prekey-1").status()), "NO_SECRET");
  EXPECT_EQ(ReasonOf(store_->Destroy("prekey-1")), "NO_SECRET");
  EXPECT_THAT(*store_->Names(), ElementsAre());
}

TEST_F(KeyStoreTest, TellsAWrongPassphraseFromDamage) {
  const absl::Status wrong = Reopen("six word");
  EXPECT_EQ(wrong.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(ReasonOf(wrong), "WRONG_PASSPHRASE");

  const std::string file = files_.files().at("/keys/root.age");
  // Version line, MAC line, nonce and payload. Inside of the stanza a flipped bit cannot be told
  // from another passphrase.
  const std::string mac_start = "\n--- ";
  const std::vector<size_t> places = {3, file.find(mac_start) + mac_start.size(), file.size() - 90,
                                      file.size() - 1};
  for (const size_t at : places) {
    ASSERT_TRUE(files_.Write("/keys/root.age", file).ok());
    FlipByte("/keys/root.age", at);
    ExpectDamaged(Reopen(), "root.age");
  }
  for (const size_t size : {size_t{0}, size_t{30}, file.size() - 1}) {
    ASSERT_TRUE(files_.Write("/keys/root.age", file.substr(0, size)).ok());
    ExpectDamaged(Reopen(), "root.age");
  }
  ASSERT_TRUE(files_.Write("/keys/root.age", std::string(1 << 20, 'x')).ok());
  ExpectDamaged(Reopen(), "root.age");
  ASSERT_TRUE(files_.Write("/keys/root.age", file).ok());
  EXPECT_TRUE(Reopen().ok());
}

TEST_F(KeyStoreTest, DoesNotAskForAPassphraseOfAFileWithout) {
  const AgeIdentity other = AgeIdentity::Generate(random_);
  ASSERT_TRUE(files_.Write("/keys/root.age", *Seal("x", {other.recipient()}, random_)).ok());
  ExpectDamaged(Reopen(), "root.age");
  ASSERT_TRUE(
      files_.Write("/keys/root.age", *SealWithPassphrase("no key", passphrase_, 4, random_)).ok());
  ExpectDamaged(Reopen(), "root.age");
}

TEST_F(KeyStoreTest, NamesTheDamagedSecretAndKeepsTheOthers) {
  ASSERT_TRUE(store_->Put("signing", Secret::CopyOf("s")).ok());
  ASSERT_TRUE(store_->Put("tls", Secret::CopyOf("t")).ok());
  FlipByte("/keys/signing.age", 60);
  ExpectDamaged(store_->Get("signing").status(), "signing.age");
  ASSERT_TRUE(files_.Write("/keys/signing.age", std::string(1 << 20, 'x')).ok());
  ExpectDamaged(store_->Get("signing").status(), "signing.age");
  EXPECT_EQ(store_->Get("tls")->view(), "t");
}

TEST_F(KeyStoreTest, FindsASecretOfAnotherStore) {
  MemoryFileSystem others;
  auto other = *KeyStore::Create("/keys", passphrase_, kCheapLogN, others, random_);
  ASSERT_TRUE(other->Put("signing", Secret::CopyOf("s")).ok());
  ASSERT_TRUE(files_.Write("/keys/signing.age", others.files().at("/keys/signing.age")).ok());
  ExpectDamaged(store_->Get("signing").status(), "signing.age");
}

TEST_F(KeyStoreTest, FindsAnExchangedRecipientFile) {
  ASSERT_TRUE(files_.Write("/keys/root.pub", "age1other\n").ok());
  ExpectDamaged(Reopen(), "root.pub");
  ASSERT_TRUE(files_.Remove("/keys/root.pub").ok());
  EXPECT_TRUE(Reopen().ok());
}

TEST_F(KeyStoreTest, IsMadeOnce) {
  ASSERT_TRUE(store_->Put("signing", Secret::CopyOf("seed")).ok());
  const std::string before = files_.files().at("/keys/root.age");
  const absl::Status again =
      KeyStore::Create("/keys", passphrase_, kCheapLogN, files_, random_).status();
  EXPECT_EQ(again.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(ReasonOf(again), "KEY_STORE_EXISTS");
  EXPECT_EQ(files_.files().at("/keys/root.age"), before);
  EXPECT_TRUE(Reopen().ok());
  EXPECT_EQ(ReasonOf(KeyStore::Open("/none", passphrase_, files_, random_).status()),
            "NO_KEY_STORE");
}

TEST_F(KeyStoreTest, IsTakenUpWhileItHoldsNothing) {
  const std::map<std::string, std::string> before = files_.files();
  const absl::StatusOr<std::unique_ptr<KeyStore>> taken =
      KeyStore::Create("/keys", passphrase_, kCheapLogN, files_, random_);
  ASSERT_TRUE(taken.ok()) << taken.status();
  EXPECT_EQ((*taken)->Identity().view(), store_->Identity().view());
  const absl::Status wrong =
      KeyStore::Create("/keys", Secret::CopyOf("seven words"), kCheapLogN, files_, random_)
          .status();
  EXPECT_EQ(ReasonOf(wrong), "WRONG_PASSPHRASE");
  EXPECT_EQ(files_.files(), before);
}

TEST_F(KeyStoreTest, RefusesNamesThatAreNoFileNames) {
  for (const absl::string_view name : {"", "root", "../x", "a/b", "A", "a.b", "a b", "-\n"}) {
    EXPECT_EQ(ReasonOf(store_->Put(name, Secret::CopyOf("x"))), "NAME") << name;
    EXPECT_EQ(ReasonOf(store_->Get(name).status()), "NAME") << name;
    EXPECT_EQ(ReasonOf(store_->Destroy(name)), "NAME") << name;
  }
  EXPECT_EQ(ReasonOf(store_->Put(std::string(65, 'a'), Secret::CopyOf("x"))), "NAME");
  EXPECT_EQ(ReasonOf(store_->Put("big", Secret(kMaxSecretBytes + 1))), "SIZE");
  EXPECT_TRUE(store_->Put("big", Secret(kMaxSecretBytes)).ok());
  EXPECT_EQ(store_->Get("big")->size(), kMaxSecretBytes);
}

TEST_F(KeyStoreTest, KeepsTheOldSecretWhenTheDiskIsFull) {
  ASSERT_TRUE(store_->Put("signing", Secret::CopyOf("old")).ok());
  files_.SetFull(true);
  EXPECT_EQ(store_->Put("signing", Secret::CopyOf("new")).code(),
            absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(store_->Get("signing")->view(), "old");
}

// A power cut between the two files of a new store leaves none, or one that opens.
TEST(KeyStoreCrash, AnInterruptedCreationCanBeRepeatedOrOpened) {
  const Secret passphrase = Secret::CopyOf("p");
  for (const uint64_t change : {1, 2, 3}) {
    MemoryFileSystem files;
    SeededRandom random(change);
    files.FailChange(change, absl::StatusCode::kUnavailable);
    ASSERT_FALSE(KeyStore::Create("/keys", passphrase, kCheapLogN, files, random).ok()) << change;
    const absl::Status open = KeyStore::Open("/keys", passphrase, files, random).status();
    EXPECT_TRUE(open.ok() || ReasonOf(open) == "NO_KEY_STORE") << open;
    EXPECT_TRUE(KeyStore::Create("/keys", passphrase, kCheapLogN, files, random).ok());
  }
}

}  // namespace
}  // namespace liaison
