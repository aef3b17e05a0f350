// Fakes that lie would make every other test lie.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <string>

#include "absl/synchronization/notification.h"
#include "proto/base/error.h"
#include "tests/fakes/manual_clock.h"
#include "tests/fakes/memory_file_system.h"
#include "tests/fakes/seeded_random.h"
#include "tests/fakes/test_mission.h"

namespace liaison {
namespace {

using absl::StatusCode;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(SeededRandom, RepeatsItselfBySeed) {
  SeededRandom first(7);
  SeededRandom second(7);
  SeededRandom other(8);
  const std::array<uint8_t, 20> bytes = first.Bytes<20>();
  EXPECT_EQ(bytes, (second.Bytes<20>()));
  EXPECT_NE(bytes, (other.Bytes<20>()));
  EXPECT_NE(bytes, (first.Bytes<20>()));
}

TEST(ManualClock, MovesOnlyWhenToldOrWaitedFor) {
  ManualClock clock(absl::FromUnixSeconds(100));
  absl::Notification stop;
  EXPECT_FALSE(clock.WaitFor(stop, absl::Hours(1)));
  EXPECT_EQ(NowMs(clock), 3'700'000);
  stop.Notify();
  EXPECT_TRUE(clock.WaitFor(stop, absl::Hours(1)));
  EXPECT_EQ(NowMs(clock), 3'700'000);
  clock.Set(absl::FromUnixSeconds(50));
  clock.Advance(absl::Milliseconds(1));
  EXPECT_EQ(NowMs(clock), 50'001);
}

TEST(MemoryFileSystem, KeepsFilesInFolders) {
  MemoryFileSystem files;
  EXPECT_EQ(files.Write("a/b/c", "x").code(), StatusCode::kNotFound);
  ASSERT_TRUE(files.MakeDirectories("a/b").ok());
  ASSERT_TRUE(files.Write("a/b/c", "old").ok());
  ASSERT_TRUE(files.Write("a/b/c", "new").ok());
  EXPECT_EQ(files.Create("a/b/c", "x").code(), StatusCode::kAlreadyExists);
  EXPECT_EQ(*files.Read("a/b/c", 3), "new");
  EXPECT_EQ(ReasonOf(files.Read("a/b/c", 2).status()), "SIZE");
  EXPECT_THAT(*files.List("a"), ElementsAre("b"));
  EXPECT_THAT(*files.List("a/b"), ElementsAre("c"));
  EXPECT_EQ(files.List("b").status().code(), StatusCode::kNotFound);
  EXPECT_TRUE(*files.Exists("a"));
  EXPECT_FALSE(*files.Exists("a/c"));
  EXPECT_EQ(files.MakeDirectories("a/b/c").code(), StatusCode::kAlreadyExists);
  ASSERT_TRUE(files.Shred("a/b/c").ok());
  EXPECT_THAT(*files.List("a/b"), IsEmpty());
  EXPECT_EQ(files.Remove("a/b/c").code(), StatusCode::kNotFound);
}

TEST(MemoryFileSystem, MovesFilesAndFoldersButReplacesNothing) {
  MemoryFileSystem files;
  ASSERT_TRUE(files.MakeDirectories("x/y").ok());
  ASSERT_TRUE(files.Write("x/y/a", "bytes").ok());
  ASSERT_TRUE(files.Write("x/yb", "beside").ok());
  ASSERT_TRUE(files.Move("x/y", "z").ok());
  EXPECT_EQ(*files.Read("z/a", 9), "bytes");
  EXPECT_THAT(*files.List("x"), ElementsAre("yb"));
  EXPECT_EQ(files.Move("x/yb", "z/a").code(), StatusCode::kAlreadyExists);
  EXPECT_EQ(files.Move("x/yb", "z").code(), StatusCode::kAlreadyExists);
  EXPECT_EQ(files.Move("absent", "c").code(), StatusCode::kNotFound);
  EXPECT_EQ(files.Move("x/yb", "none/c").code(), StatusCode::kNotFound);
}

TEST(MemoryFileSystem, FailsTheNthChangeOnceAndChangesNothing) {
  MemoryFileSystem files;
  ASSERT_TRUE(files.Write("a", "old").ok());
  files.FailChange(2, StatusCode::kUnavailable);
  ASSERT_TRUE(files.Write("b", "").ok());
  EXPECT_EQ(files.Write("a", "new").code(), StatusCode::kUnavailable);
  EXPECT_EQ(*files.Read("a", 9), "old");
  EXPECT_TRUE(files.Write("a", "new").ok());
  EXPECT_EQ(files.changes(), 4u);
}

TEST(MemoryFileSystem, CanBeFullOrReadOnly) {
  MemoryFileSystem files;
  ASSERT_TRUE(files.Write("a", "old").ok());
  files.SetFull(true);
  EXPECT_EQ(files.Write("a", "new").code(), StatusCode::kResourceExhausted);
  EXPECT_EQ(files.Create("b", "").code(), StatusCode::kResourceExhausted);
  EXPECT_EQ(*files.FreeBytes("."), 0u);
  files.SetFull(false);
  files.SetReadOnly(true);
  EXPECT_EQ(files.Write("a", "new").code(), StatusCode::kPermissionDenied);
  EXPECT_EQ(files.Remove("a").code(), StatusCode::kPermissionDenied);
  EXPECT_EQ(*files.Read("a", 9), "old");
}

TEST(MemoryFileSystem, ForgetsWithThePowerWhatWasNotSynced) {
  for (const bool power_cut : {true, false}) {
    MemoryFileSystem files;
    const auto synced = files.OpenToWrite("a").value();
    ASSERT_TRUE(synced->WriteAt(0, "one").ok());
    ASSERT_TRUE(synced->Sync().ok());
    ASSERT_TRUE(synced->WriteAt(3, "two").ok());
    ASSERT_TRUE(files.OpenToWrite("b").value()->WriteAt(0, "never").ok());
    files.CrashAt(1);
    EXPECT_FALSE(synced->Sync().ok());
    EXPECT_FALSE(files.Write("c", "").ok()) << "and all that comes after it";
    files.Restart(power_cut);
    EXPECT_EQ(*files.Read("a", 9), power_cut ? "one" : "onetwo");
    EXPECT_EQ(*files.Exists("b"), !power_cut);
    EXPECT_TRUE(files.Write("c", "").ok());
  }
}

TEST(MemoryFileSystem, LocksOnce) {
  MemoryFileSystem files;
  absl::StatusOr<std::unique_ptr<FileLock>> lock = files.Lock("lock", false);
  ASSERT_TRUE(lock.ok());
  EXPECT_EQ(files.Lock("lock", false).status().code(), StatusCode::kAborted);
  lock->reset();
  EXPECT_TRUE(files.Lock("lock", true).ok());
}

TEST(TestMission, IsTheSameForTheSameSeed) {
  SeededRandom first(3);
  SeededRandom second(3);
  SeededRandom other(4);
  const TestMission mission(first);
  EXPECT_EQ(mission.notes(), TestMission(second).notes());
  EXPECT_NE(mission.notes(), TestMission(other).notes());
  // Charter, 2 registrars and 3 devices an office, one more device, 5 archives, 8 weeks of prekeys.
  EXPECT_EQ(mission.notes().size(), 1u + 5 * 5 + 1 + 5 + 16 * 8);
}

}  // namespace
}  // namespace liaison
