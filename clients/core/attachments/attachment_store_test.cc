#include "clients/core/attachments/attachment_store.h"

#include <string>

#include "absl/strings/match.h"
#include "clients/core/sealing/age_derive.h"
#include "clients/core/sealing/seal.h"
#include "clients/core/trust/hub_testing.h"
#include "gtest/gtest.h"
#include "proto/base/error.h"
#include "proto/wire/hash.h"
#include "tests/fakes/memory_file_system.h"
#include "tests/fakes/seeded_random.h"
#include "tests/fakes/test_mission.h"

namespace liaison {
namespace {

constexpr size_t kBytes = 1'000'001;
constexpr uint64_t kHead = 184;

class AttachmentStoreTest : public testing::Test {
 protected:
  AttachmentStoreTest() : plaintext_(kBytes, '\0'), hub_(mission_) {
    random_.Fill(plaintext_.data(), plaintext_.size());
    EXPECT_TRUE(files_.MakeDirectories("out").ok());
  }
  SealedAttachment Seal() {
    absl::StatusOr<SealedAttachment> sealed = sender_.SealBytes(plaintext_, "photo.jpg");
    EXPECT_TRUE(sealed.ok()) << sealed.status();
    return std::move(sealed).value();
  }
  SealedAttachment SealAndUpload() {
    SealedAttachment sealed = Seal();
    EXPECT_TRUE(sender_.Upload(hub_, sealed.attach.ciphertext_sha256, nullptr).ok());
    hub_.blob_bytes_got = 0;
    return sealed;
  }
  absl::Status Fetch(const SealedAttachment& sealed) {
    return receiver_.Download(hub_, sealed.attach.ciphertext_sha256, sealed.attach.ciphertext_size,
                              Sha256("header"), nullptr, &sealed.key.identity);
  }
  std::string& BlobOf(const SealedAttachment& sealed) {
    return hub_.blobs[sealed.attach.ciphertext_sha256];
  }
  absl::Status Open(const SealedAttachment& sealed) {
    return receiver_.OpenToFile(sealed.attach, sealed.key.identity, "out/photo.jpg", nullptr);
  }
  // Of any file here but the sealed ones.
  bool PlaintextStands() const {
    for (const auto& [path, bytes] : files_.files()) {
      if (absl::StrContains(bytes, plaintext_.substr(0, 1000))) return true;
    }
    return false;
  }
  bool NothingIn(absl::string_view folder) {
    const auto names = files_.List(folder);
    return !names.ok() || names->empty();
  }

  SeededRandom random_{4};
  TestMission mission_{random_};
  MemoryFileSystem files_;
  AttachmentStore sender_{"sender", files_, random_};
  AttachmentStore receiver_{"receiver", files_, random_};
  std::string plaintext_;
  ScriptedHub hub_;
};

TEST_F(AttachmentStoreTest, WhatWasSealedArrivesAndOpens) {
  const SealedAttachment sealed = SealAndUpload();
  EXPECT_EQ(sealed.attach.plaintext_size, kBytes);
  ASSERT_TRUE(Fetch(sealed).ok());
  ASSERT_TRUE(Open(sealed).ok());
  EXPECT_EQ(files_.files()["out/photo.jpg"], plaintext_);
  const absl::StatusOr<Secret> memory =
      receiver_.OpenToMemory(sealed.attach, sealed.key.identity, kBytes);
  ASSERT_TRUE(memory.ok());
  EXPECT_EQ(memory->view(), plaintext_);
  EXPECT_EQ(
      ReasonOf(receiver_.OpenToMemory(sealed.attach, sealed.key.identity, kBytes - 1).status()),
      "ATTACHMENT_SIZE");
  EXPECT_EQ(hub_.blob_bytes_got, sealed.attach.ciphertext_size);
  EXPECT_TRUE(Fetch(sealed).ok());  // is here: nothing more is asked for
  EXPECT_EQ(hub_.blob_bytes_got, sealed.attach.ciphertext_size);
}

TEST_F(AttachmentStoreTest, BothWaysGoOnWhereTheLineBroke) {
  const SealedAttachment sealed = Seal();
  const uint64_t size = sealed.attach.ciphertext_size;
  hub_.break_blob_after = 300'000;
  EXPECT_TRUE(absl::IsUnavailable(sender_.Upload(hub_, sealed.attach.ciphertext_sha256, nullptr)));
  EXPECT_TRUE(sender_.Upload(hub_, sealed.attach.ciphertext_sha256, nullptr).ok());
  EXPECT_EQ(hub_.blob_bytes_put, size);  // nothing twice

  hub_.break_blob_after = 300'000;
  EXPECT_TRUE(absl::IsUnavailable(Fetch(sealed)));
  EXPECT_TRUE(Fetch(sealed).ok());
  // At most one part is fetched twice.
  EXPECT_GE(hub_.blob_bytes_got, size);
  EXPECT_LE(hub_.blob_bytes_got, size + kSealedChunkBytes);
  EXPECT_TRUE(Open(sealed).ok());
}

TEST_F(AttachmentStoreTest, AnUploadPausesWhenItIsTold) {
  const SealedAttachment sealed = Seal();
  int pieces = 2;
  EXPECT_EQ(ReasonOf(sender_.Upload(hub_, sealed.attach.ciphertext_sha256, nullptr,
                                    [&] { return pieces-- > 0; })),
            "TRANSFER_PAUSED");
  EXPECT_EQ(hub_.blob_bytes_put, 2 * kMaxBlobPieceBytes);
  EXPECT_TRUE(sender_.Upload(hub_, sealed.attach.ciphertext_sha256, nullptr).ok());
}

// What lay on the disk without being synced may be anything after a power cut.
TEST_F(AttachmentStoreTest, ABadPartIsFetchedAgainAlone) {
  const SealedAttachment sealed = SealAndUpload();
  const std::string part =
      "receiver/attachments/" + ToHex(sealed.attach.ciphertext_sha256) + ".age.part";
  for (const uint64_t at : {uint64_t{30}, kHead + 5 * kSealedChunkBytes + 77, uint64_t{900'000}}) {
    ASSERT_TRUE(files_.MakeDirectories("receiver/attachments").ok());
    std::string bytes = BlobOf(sealed);
    bytes[at] = static_cast<char>(bytes[at] ^ 1);
    ASSERT_TRUE(files_.Write(part, bytes).ok());
    hub_.blob_bytes_got = 0;
    ASSERT_TRUE(Fetch(sealed).ok()) << at;
    EXPECT_LE(hub_.blob_bytes_got, kSealedChunkBytes) << at;
    ASSERT_TRUE(receiver_.Forget(sealed.attach.ciphertext_sha256).ok());
  }
}

TEST_F(AttachmentStoreTest, ADamagedCopyAtTheHubIsTheHubsFaultAndNothingStays) {
  const SealedAttachment sealed = SealAndUpload();
  const std::string whole = BlobOf(sealed);
  for (const size_t at : {size_t{3}, size_t{100}, kHead + 10, whole.size() - 1}) {
    BlobOf(sealed) = whole;
    BlobOf(sealed)[at] = static_cast<char>(whole[at] ^ 1);
    const absl::Status fetched = Fetch(sealed);
    EXPECT_TRUE(absl::IsDataLoss(fetched)) << fetched;
    EXPECT_EQ(ReasonOf(fetched), "BLOB_HASH");
    EXPECT_TRUE(NothingIn("receiver/attachments"));
  }
  BlobOf(sealed) = whole.substr(0, whole.size() - 1);
  EXPECT_EQ(ReasonOf(Fetch(sealed)), "BLOB_SIZE");
  EXPECT_TRUE(NothingIn("receiver/attachments"));
}

TEST_F(AttachmentStoreTest, EndlessDataIsCutOff) {
  const SealedAttachment sealed = SealAndUpload();
  hub_.endless_blobs = true;
  EXPECT_EQ(ReasonOf(Fetch(sealed)), "BLOB_SIZE");
  EXPECT_LE(hub_.blob_bytes_got, sealed.attach.ciphertext_size + 10'000);
  EXPECT_TRUE(NothingIn("receiver/attachments"));
}

TEST_F(AttachmentStoreTest, WhatIsNotAsSignedLeavesNoPlaintext) {
  SealedAttachment sealed = SealAndUpload();
  ASSERT_TRUE(Fetch(sealed).ok());
  const NoticeAttachment right = sealed.attach;
  sealed.attach.plaintext_sha256 = Sha256("another");
  EXPECT_EQ(ReasonOf(Open(sealed)), "ATTACHMENT_MISMATCH");
  sealed.attach = right;
  --sealed.attach.plaintext_size;  // then the last byte would be padding, and is not zero
  EXPECT_EQ(ReasonOf(Open(sealed)), "ATTACHMENT_MISMATCH");
  sealed.attach = right;
  // Whatever stands behind the signed size is not padding.
  sealed.attach.plaintext_size = 1000;
  sealed.attach.plaintext_sha256 = Sha256(plaintext_.substr(0, 1000));
  EXPECT_EQ(ReasonOf(Open(sealed)), "ATTACHMENT_MISMATCH");
  sealed.attach = right;
  sealed.attach.plaintext_size += 1'000'000;
  EXPECT_EQ(ReasonOf(Open(sealed)), "ATTACHMENT_MISMATCH");
  sealed.attach = right;
  EXPECT_EQ(ReasonOf(receiver_.OpenToFile(right, AgeIdentity::Generate(random_), "out/x", nullptr)),
            "NO_MATCH");
  EXPECT_TRUE(NothingIn("out"));
  EXPECT_FALSE(PlaintextStands());
}

// A sender whose file ends early, or whose last part is not marked as the last.
TEST_F(AttachmentStoreTest, AFileThatWasCutBeforeItWasHashedOpensToNothing) {
  SealedAttachment sealed = Seal();
  const std::string path = "sender/attachments/" + ToHex(sealed.attach.ciphertext_sha256) + ".age";
  const std::string cut = files_.files()[path].substr(0, kHead + 3 * kSealedChunkBytes);
  sealed.attach.ciphertext_sha256 = Sha256(cut);
  sealed.attach.ciphertext_size = cut.size();
  sealed.attach.plaintext_size = 3 * kAgeChunkBytes;
  sealed.attach.plaintext_sha256 = Sha256(plaintext_.substr(0, 3 * kAgeChunkBytes));
  hub_.blobs[sealed.attach.ciphertext_sha256] = cut;
  ASSERT_TRUE(Fetch(sealed).ok());
  EXPECT_EQ(ReasonOf(Open(sealed)), "PAYLOAD");
  EXPECT_TRUE(NothingIn("out"));
}

TEST_F(AttachmentStoreTest, NothingIsOverwritten) {
  const SealedAttachment sealed = SealAndUpload();
  ASSERT_TRUE(Fetch(sealed).ok());
  ASSERT_TRUE(files_.Write("out/photo.jpg", "mine").ok());
  EXPECT_EQ(ReasonOf(Open(sealed)), "FILE_EXISTS");
  EXPECT_EQ(files_.files()["out/photo.jpg"], "mine");
}

TEST_F(AttachmentStoreTest, AFullDiskLeavesNothingBehind) {
  files_.FailChange(5, absl::StatusCode::kResourceExhausted);
  EXPECT_TRUE(absl::IsResourceExhausted(sender_.SealBytes(plaintext_, "a").status()));
  EXPECT_TRUE(NothingIn("sender/attachments"));
  const SealedAttachment sealed = SealAndUpload();
  ASSERT_TRUE(Fetch(sealed).ok());
  files_.FailChange(5, absl::StatusCode::kResourceExhausted);
  EXPECT_TRUE(absl::IsResourceExhausted(Open(sealed)));
  EXPECT_TRUE(NothingIn("out"));
}

TEST_F(AttachmentStoreTest, NamesAndSizesThatNobodyCouldSendAreRefused) {
  EXPECT_EQ(ReasonOf(sender_.SealBytes("x", "../x").status()), "FILE_NAME");
  EXPECT_EQ(ReasonOf(sender_.SealBytes("x", "").status()), "FILE_NAME");
  EXPECT_EQ(ReasonOf(sender_.SealBytes("", "x").status()), "ATTACHMENT_SIZE");
  EXPECT_EQ(ReasonOf(sender_.Upload(hub_, Sha256("no"), nullptr)), "NOT_HERE");
}

}  // namespace
}  // namespace liaison
