#include "proto/base/advancing_clock.h"

#include "gtest/gtest.h"
#include "tests/fakes/manual_clock.h"

namespace liaison {
namespace {

class AdvancingClockTest : public testing::Test {
 protected:
  void Pass(absl::Duration duration) {
    wall_.Advance(duration);
    steady_.Advance(duration);
  }

  const absl::Time begin_ = absl::FromUnixSeconds(1'000'000);
  ManualClock wall_{begin_};
  ManualClock steady_{absl::UnixEpoch()};
  AdvancingClock clock_{wall_, steady_};
};

TEST_F(AdvancingClockTest, TellsTheWallClocksTime) {
  EXPECT_EQ(clock_.Now(), begin_);
  Pass(absl::Minutes(10));
  EXPECT_EQ(clock_.Now(), begin_ + absl::Minutes(10));
}

TEST_F(AdvancingClockTest, GoesOnWhenTheWallClockIsSetBack) {
  wall_.Set(begin_ - absl::Hours(1));
  EXPECT_EQ(clock_.Now(), begin_);
  Pass(absl::Minutes(10));
  EXPECT_EQ(clock_.Now(), begin_ + absl::Minutes(10));
}

TEST_F(AdvancingClockTest, FollowsWhenItIsSetForward) {
  wall_.Set(begin_ + absl::Hours(1));
  EXPECT_EQ(clock_.Now(), begin_ + absl::Hours(1));
  wall_.Set(begin_);
  Pass(absl::Minutes(10));
  EXPECT_EQ(clock_.Now(), begin_ + absl::Minutes(70));
}

}  // namespace
}  // namespace liaison
