// Kills an upload at every change of the disk, with and without a power cut: what is found after
// the restart is a part from whose committed bytes the upload goes on, or the blob, and never a
// blob that is wrong.
#include <string>

#include "absl/strings/match.h"
#include "gtest/gtest.h"
#include "hub/blobs/blob_testing.h"

namespace liaison {
namespace {

void ExpectNoWrongBlob(const BlobWorld& world, absl::string_view blob) {
  const std::string name = BlobPath("data/blobs", Sha256(blob));
  for (const auto& [path, bytes] : world.files.files()) {
    if (path == name) {
      EXPECT_TRUE(bytes == blob) << "a complete blob is wrong";
    }
    if (path != name + ".part") continue;
    const uint64_t committed = world.store->Progress(Sha256(blob)).committed;
    EXPECT_TRUE(absl::StartsWith(blob, absl::string_view(bytes).substr(0, committed)));
  }
}

class KilledUpload : public ::testing::TestWithParam<bool> {};  // whether the power is cut too

TEST_P(KilledUpload, GoesOnFromWhatWasCommitted) {
  const std::string blob = TestBlob(8 * kMiB + 300'000);
  const Hash hash = Sha256(blob);
  bool finished = false;
  for (uint64_t nth = 1; !finished; ++nth) {
    BlobWorld world;
    world.files.CrashAt(nth);
    const absl::StatusOr<BlobProgress> progress = world.Put(blob);
    finished = progress.ok();
    const BlobProgress told = world.store->Progress(hash);
    world.store = nullptr;
    world.files.Restart(GetParam());

    ASSERT_EQ(world.Open(), absl::OkStatus()) << "killed at change " << nth;
    const BlobProgress found = world.store->Progress(hash);
    ASSERT_GE(found.committed, told.committed) << "killed at change " << nth;
    ASSERT_EQ(found.complete, told.complete) << "killed at change " << nth;
    ExpectNoWrongBlob(world, blob);
    if (!found.complete) {
      const absl::StatusOr<BlobProgress> again = world.Put(blob);
      ASSERT_TRUE(again.ok() && again->complete) << "killed at change " << nth << again.status();
    }
    ASSERT_TRUE(world.Get(hash).value() == blob) << "killed at change " << nth;
    ASSERT_LT(nth, 1000u);
  }
}

TEST_P(KilledUpload, IsRefusedWhereItsBytesAreWrong) {
  const std::string blob = TestBlob(kMiB);
  std::string wrong = blob;
  wrong.back() ^= 1;
  bool finished = false;
  for (uint64_t nth = 1; !finished; ++nth) {
    BlobWorld world;
    world.files.CrashAt(nth);
    if (const auto upload = world.Begin(blob); upload.ok() && (*upload)->Append(wrong).ok()) {
      finished = absl::IsInvalidArgument((*upload)->Pause().status());
    }
    world.store = nullptr;
    world.files.Restart(GetParam());
    ASSERT_EQ(world.Open(), absl::OkStatus()) << "killed at change " << nth;
    EXPECT_FALSE(world.store->Progress(Sha256(blob)).complete);
    // All of it may be there, and wrong: then it is thrown away now.
    if (world.store->Progress(Sha256(blob)).committed == blob.size()) {
      EXPECT_FALSE(world.Put(blob).ok());
    }
    EXPECT_TRUE(world.Put(blob)->complete) << "killed at change " << nth;
    ExpectNoWrongBlob(world, blob);
    ASSERT_LT(nth, 100u);
  }
}

INSTANTIATE_TEST_SUITE_P(Power, KilledUpload, ::testing::Bool());

}  // namespace
}  // namespace liaison
