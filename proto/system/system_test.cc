#include <gtest/gtest.h>

#include <array>

#include "absl/synchronization/notification.h"
#include "proto/system/steady_clock.h"
#include "proto/system/system_clock.h"
#include "proto/system/system_random.h"

namespace liaison {
namespace {

TEST(SystemClock, TellsATimeAfterThisWasWritten) {
  const SystemClock clock;
  EXPECT_GT(NowMs(clock), int64_t{1'700'000'000'000});
}

TEST(SteadyClock, BeginsAtTheWallClocksTimeAndNeverGoesBack) {
  const SystemClock wall;
  const absl::Time before = wall.Now();
  const SteadyClock clock;
  const absl::Time first = clock.Now();
  EXPECT_GE(first, before);
  EXPECT_GE(clock.Now(), first);
}

TEST(SystemClock, EndsAWaitAtItsEndOrWhenStopped) {
  SystemClock clock;
  absl::Notification stop;
  EXPECT_FALSE(clock.WaitFor(stop, absl::Milliseconds(1)));
  stop.Notify();
  EXPECT_TRUE(clock.WaitFor(stop, absl::InfiniteDuration()));
}

TEST(SystemRandom, DrawsOtherBytesEachTime) {
  SystemRandom random;
  const std::array<uint8_t, 32> first = random.Bytes<32>();
  EXPECT_NE(first, (random.Bytes<32>()));
  EXPECT_NE(first, (std::array<uint8_t, 32>{}));
}

}  // namespace
}  // namespace liaison
