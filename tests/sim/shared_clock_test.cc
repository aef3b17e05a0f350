#include "tests/sim/shared_clock.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"

namespace liaison {
namespace {

class SharedClockTest : public testing::Test {
 protected:
  SharedClockTest() { EXPECT_EQ(SharedClock::Make(path_, start_), absl::OkStatus()); }
  ~SharedClockTest() override { static_cast<void>(::unlink(path_.c_str())); }
  std::unique_ptr<SharedClock> Open() const { return SharedClock::Open(path_).value(); }

  const absl::Time start_ = absl::FromUnixSeconds(1493942400);
  const std::string path_ = absl::StrCat(
      testing::TempDir(), "/clock_", testing::UnitTest::GetInstance()->current_test_info()->name());
};

TEST_F(SharedClockTest, MovesOnlyWhenItIsMoved) {
  const auto clock = Open();
  EXPECT_EQ(clock->Now(), start_);
  Open()->Advance(absl::Hours(168));
  EXPECT_EQ(clock->Now(), start_ + absl::Hours(168));
  Open()->Advance(-absl::Hours(1));
  EXPECT_EQ(clock->Now(), start_ + absl::Hours(167));
}

TEST_F(SharedClockTest, WakesAnotherProcessWhenItsTimeHasCome) {
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const auto clock = Open();
    absl::Notification never;
    const absl::Time until = clock->Now() + absl::Hours(2);
    static_cast<void>(::write(ready[1], "r", 1) == 1);
    const bool stopped = clock->WaitFor(never, until - clock->Now());
    ::_exit(!stopped && clock->Now() >= until ? 0 : 1);
  }
  char byte = 0;
  ASSERT_EQ(::read(ready[0], &byte, 1), 1);
  const auto clock = Open();
  clock->Advance(absl::Hours(1));
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, WNOHANG), 0) << "an hour is not two";
  clock->Advance(absl::Hours(2));
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  ::close(ready[0]);
  ::close(ready[1]);
}

TEST_F(SharedClockTest, HeldItWakesNobodyAndShowsTheTime) {
  const auto clock = Open();
  Open()->Hold(absl::Hours(2));
  EXPECT_EQ(clock->Now(), start_ + absl::Hours(2));
  absl::Notification never;
  std::atomic<bool> released = false;
  std::atomic<bool> woken_before = true;
  std::thread waiter([&] {
    EXPECT_FALSE(clock->WaitFor(never, absl::ZeroDuration()));
    woken_before = !released;
  });
  const auto other = Open();
  released = true;
  other->Advance(absl::ZeroDuration());
  waiter.join();
  EXPECT_FALSE(woken_before);
}

TEST_F(SharedClockTest, StopEndsAnyWait) {
  const auto clock = Open();
  for (const absl::Duration duration : {absl::Hours(1), absl::InfiniteDuration()}) {
    absl::Notification stop;
    std::thread other([&] { stop.Notify(); });
    EXPECT_TRUE(clock->WaitFor(stop, duration));
    other.join();
  }
  EXPECT_EQ(clock->Now(), start_);
}

TEST_F(SharedClockTest, RefusesWhatIsNoClock) {
  EXPECT_TRUE(absl::IsNotFound(SharedClock::Open(path_ + ".no").status()));
  ASSERT_EQ(::truncate(path_.c_str(), 5), 0);
  EXPECT_TRUE(absl::IsInvalidArgument(SharedClock::Open(path_).status()));
}

}  // namespace
}  // namespace liaison
