#include "hub/blobs/blob_store.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "hub/blobs/blob_testing.h"
#include "proto/base/error.h"

namespace liaison {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class BlobStoreTest : public ::testing::Test {
 protected:
  std::vector<std::string> Names() { return world_.files.List("data/blobs").value(); }
  void DropStale(bool named) {
    world_.store->DropStale([named](const Hash&) { return named; });
  }

  BlobWorld world_;
  const std::string blob_ = TestBlob(20 * kMiB + 17);
  const Hash hash_ = Sha256(blob_);
};

TEST_F(BlobStoreTest, IsCompleteOnceSizeAndHashAreRight) {
  EXPECT_EQ(world_.store->Progress(hash_), BlobProgress{});
  const auto progress = world_.Put(blob_);
  ASSERT_TRUE(progress.ok()) << progress.status();
  EXPECT_EQ(*progress, (BlobProgress{.committed = blob_.size(), .complete = true}));
  EXPECT_EQ(world_.Get(hash_).value(), blob_);
  EXPECT_EQ(world_.Get(hash_, 65'600, 100).value(), blob_.substr(65'600, 100));
  EXPECT_EQ(world_.Get(hash_, blob_.size()).value(), "");
  EXPECT_EQ(ReasonOf(world_.Get(hash_, 1, blob_.size()).status()), "BLOB_RANGE");
  EXPECT_EQ(ReasonOf(world_.Begin(blob_).status()), "BLOB_COMPLETE");
  EXPECT_EQ(world_.store->Totals().complete_bytes, blob_.size());
}

TEST_F(BlobStoreTest, CommitsEveryEightMebibytesAndGoesOnFromThere) {
  {
    const auto upload = world_.Begin(blob_).value();
    for (uint64_t at = 0; at < 10 * kMiB; at += kBlobPieceBytes) {
      ASSERT_TRUE(upload->Append(absl::string_view(blob_).substr(at, kBlobPieceBytes)).ok());
    }
    EXPECT_EQ(world_.store->Progress(hash_).committed, 8 * kMiB);
    // The line is cut: nobody commits the rest.
  }
  EXPECT_EQ(ReasonOf(world_.Begin(blob_, 10 * kMiB).status()), "BLOB_OFFSET");
  EXPECT_EQ(ReasonOf(world_.Begin(blob_, 0).status()), "BLOB_OFFSET");
  ASSERT_TRUE(world_.Put(blob_, 12 * kMiB).ok());
  EXPECT_EQ(world_.store->Progress(hash_), (BlobProgress{.committed = 12 * kMiB}));
  ASSERT_EQ(world_.Open(), absl::OkStatus());
  EXPECT_EQ(world_.store->Progress(hash_), (BlobProgress{.committed = 12 * kMiB}));
  EXPECT_TRUE(world_.Put(blob_)->complete);
  EXPECT_EQ(world_.Get(hash_).value(), blob_);
}

TEST_F(BlobStoreTest, ThrowsAwayBytesWithAnotherHash) {
  std::string wrong = blob_;
  wrong[9 * kMiB] ^= 1;
  const auto upload =
      world_.store->Begin(kTestDevice, {.sha256 = hash_, .size = wrong.size()}).value();
  ASSERT_TRUE(upload->Append(wrong).ok());
  EXPECT_TRUE(upload->has_all());
  const absl::Status status = upload->Pause().status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(status), "UPLOAD_HASH");
  EXPECT_THAT(Names(), IsEmpty());
  EXPECT_EQ(world_.store->Hold(hash_, wrong.size()), nullptr);
  EXPECT_TRUE(world_.Put(blob_)->complete);
}

TEST_F(BlobStoreTest, RefusesSizesBeforeAnythingIsWritten) {
  for (const uint64_t size : {uint64_t{0}, world_.limits.blob_bytes_max + 1, UINT64_MAX}) {
    EXPECT_EQ(ReasonOf(world_.store->Begin(kTestDevice, {.sha256 = hash_, .size = size}).status()),
              "UPLOAD_SIZE");
  }
  EXPECT_THAT(Names(), IsEmpty());
  const auto upload = world_.store->Begin(kTestDevice, {.sha256 = hash_, .size = 10}).value();
  EXPECT_EQ(ReasonOf(upload->Append("more than ten bytes")), "UPLOAD_SIZE");
}

TEST_F(BlobStoreTest, GivesADeviceItsBytesOfADay) {
  world_.limits.device_bytes_per_day = 30 * kMiB;
  ASSERT_EQ(world_.Open(), absl::OkStatus());
  ASSERT_TRUE(world_.Put(blob_)->complete);
  const std::string second = TestBlob(15 * kMiB);
  const absl::Status status = world_.Put(second).status();
  EXPECT_EQ(ReasonOf(status), "BLOB_QUOTA");
  EXPECT_GT(DetailOf(status)->retry_after_ms, 0);
  EXPECT_TRUE(world_.Put(second, UINT64_MAX, "levant.example/irn/d01")->complete) << "each its own";
  world_.clock.Advance(absl::Milliseconds(DetailOf(status)->retry_after_ms));
  EXPECT_TRUE(world_.Put(TestBlob(15 * kMiB - 1))->complete);
}

TEST_F(BlobStoreTest, LeavesTheLogItsDisk) {
  world_.files.SetFreeBytes(blob_.size() + world_.limits.keep_free_bytes - 1);
  EXPECT_EQ(ReasonOf(world_.Put(blob_).status()), "BLOB_SPACE");
  EXPECT_THAT(Names(), IsEmpty());
  world_.files.SetFreeBytes(blob_.size() + world_.limits.keep_free_bytes);
  const auto upload = world_.Begin(blob_);
  ASSERT_TRUE(upload.ok()) << upload.status();
  // What one upload was promised another does not get.
  EXPECT_EQ(ReasonOf(world_.Put("other").status()), "BLOB_SPACE");
  // The log grows meanwhile.
  world_.files.SetFreeBytes(world_.limits.keep_free_bytes - 1);
  EXPECT_EQ(ReasonOf((*upload)->Append(blob_)), "BLOB_SPACE");
}

TEST_F(BlobStoreTest, LimitsAllOfThemTogether) {
  world_.limits.total_bytes_max = blob_.size() + 4;
  ASSERT_EQ(world_.Open(), absl::OkStatus());
  ASSERT_TRUE(world_.Put(blob_)->complete);
  EXPECT_EQ(ReasonOf(world_.Put("12345").status()), "BLOB_SPACE");
  EXPECT_TRUE(world_.Put("1234")->complete);
}

TEST_F(BlobStoreTest, LimitsADevicesUploadsInProgressAcrossARestart) {
  for (const char* bytes : {"one", "two", "three"}) ASSERT_TRUE(world_.Put(bytes, 1).ok());
  ASSERT_EQ(world_.Open(), absl::OkStatus());
  EXPECT_EQ(ReasonOf(world_.Put("four", 1).status()), "BLOB_PARTS");
  EXPECT_TRUE(world_.Put("four", 1, "levant.example/irn/d01").ok());
  EXPECT_TRUE(world_.Put("one")->complete);
  EXPECT_TRUE(world_.Put("five", 1).ok());
}

TEST_F(BlobStoreTest, GoesOnOnTheNewerLineOfADeviceAndWaitsForAnothers) {
  const auto old = world_.Begin(blob_).value();
  ASSERT_TRUE(old->Append(absl::string_view(blob_).substr(0, 100)).ok());
  EXPECT_EQ(ReasonOf(world_.Begin(blob_, 0, "levant.example/irn/d01").status()), "BLOB_BUSY");
  EXPECT_TRUE(world_.Put(blob_)->complete);
  EXPECT_EQ(ReasonOf(old->Append("x")), "BLOB_ELSEWHERE");
  EXPECT_EQ(world_.Get(hash_).value(), blob_);
}

TEST_F(BlobStoreTest, DropsWhatNothingNamesAfterADay) {
  ASSERT_TRUE(world_.Put(blob_)->complete);
  ASSERT_TRUE(world_.Put("part", 2).ok());
  world_.clock.Advance(absl::Hours(24) - absl::Milliseconds(1));
  DropStale(/*named=*/false);
  EXPECT_EQ(Names().size(), 4u);
  // A restart forgets nothing of the day.
  ASSERT_EQ(world_.Open(), absl::OkStatus());
  world_.clock.Advance(absl::Milliseconds(1));
  DropStale(/*named=*/false);
  EXPECT_THAT(Names(), IsEmpty());
  EXPECT_EQ(world_.store->Progress(hash_), BlobProgress{});
  EXPECT_EQ(ReasonOf(world_.Get(hash_).status()), "NO_BLOB");
}

TEST_F(BlobStoreTest, KeepsWhatIsWorkedOnForADayMore) {
  ASSERT_TRUE(world_.Put(blob_, 8 * kMiB).ok());
  for (int day = 0; day < 3; ++day) {
    world_.clock.Advance(absl::Hours(20));
    ASSERT_TRUE(world_.Begin(blob_, 8 * kMiB).ok());
    ASSERT_EQ(world_.Open(), absl::OkStatus());
    DropStale(/*named=*/false);
    EXPECT_EQ(world_.store->Progress(hash_).committed, 8 * kMiB);
  }
}

TEST_F(BlobStoreTest, KeepsWhatIsNamedOrHeldOrCannotBeAskedFor) {
  ASSERT_TRUE(world_.Put(blob_)->complete);
  EXPECT_EQ(world_.store->Hold(hash_, blob_.size() - 1), nullptr);
  BlobHold hold = world_.store->Hold(hash_, blob_.size());
  ASSERT_NE(hold, nullptr);
  world_.clock.Advance(absl::Hours(48));
  DropStale(/*named=*/false);
  hold = nullptr;
  world_.store->DropStale(
      [](const Hash&) -> absl::StatusOr<bool> { return absl::UnavailableError("no disk"); });
  DropStale(/*named=*/true);
  EXPECT_THAT(Names(), ElementsAre(ToHex(hash_))) << "its card is needed no longer";
  EXPECT_EQ(world_.Get(hash_).value(), blob_);
}

TEST_F(BlobStoreTest, LeavesForeignFilesAloneAndRemovesHalves) {
  ASSERT_TRUE(world_.files.Write("data/blobs/README", "the operator's").ok());
  const std::string hex = ToHex(hash_);
  ASSERT_TRUE(world_.files.Write("data/blobs/" + hex + ".part", "nobody's").ok());
  ASSERT_EQ(world_.Open(), absl::OkStatus());
  EXPECT_THAT(Names(), ElementsAre("README"));
  ASSERT_TRUE(world_.files.Write("data/blobs/" + hex + ".card", "device x\nsince 1\n").ok());
  ASSERT_TRUE(world_.files.Write("data/blobs/" + hex + ".part", "x").ok());
  ASSERT_EQ(world_.Open(), absl::OkStatus());
  EXPECT_THAT(Names(), ElementsAre("README"));
}

TEST(UploadCard, IsReadAsItWasPrinted) {
  const UploadCard card{
      .device = std::string(kTestDevice), .since_ms = 1'800'000'000'123, .size = 1 << 30};
  EXPECT_EQ(ParseUploadCard(PrintUploadCard(card)).value(), card);
  const std::string text = PrintUploadCard(card);
  for (size_t size = 0; size < text.size(); ++size) {
    EXPECT_FALSE(ParseUploadCard(absl::string_view(text).substr(0, size)).ok()) << size;
  }
  EXPECT_FALSE(ParseUploadCard(text + "\n").ok());
}

}  // namespace
}  // namespace liaison
