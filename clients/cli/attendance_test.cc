#include "clients/cli/attendance.h"

#include <gtest/gtest.h>

#include "tests/fakes/manual_clock.h"

namespace liaison {
namespace {

// A test has no terminal: nobody ever presses a key.

TEST(Attendance, EndsAfterSoLongWithoutAKey) {
  ManualClock clock(absl::UnixEpoch());
  absl::Notification stop;
  const absl::Status status =
      RunAttended(stop, {.idle = absl::Minutes(15)}, clock, [&](absl::Notification& end) {
        EXPECT_FALSE(end.WaitForNotificationWithTimeout(absl::ZeroDuration()));
        clock.Advance(absl::Minutes(15));
        end.WaitForNotification();
        return absl::OkStatus();
      });
  EXPECT_TRUE(status.ok());
  EXPECT_FALSE(stop.HasBeenNotified());
}

TEST(Attendance, EndsWhenTheProgramIsStopped) {
  ManualClock clock(absl::UnixEpoch());
  absl::Notification stop;
  EXPECT_TRUE(RunAttended(stop, {}, clock, [&](absl::Notification& end) {
                stop.Notify();
                end.WaitForNotification();
                return absl::OkStatus();
              }).ok());
}

TEST(Attendance, SaysWhyItsBodyEndedByItself) {
  ManualClock clock(absl::UnixEpoch());
  absl::Notification stop;
  EXPECT_EQ(RunAttended(stop, {}, clock,
                        [](absl::Notification&) { return absl::DataLossError("a fork"); }),
            absl::DataLossError("a fork"));
}

}  // namespace
}  // namespace liaison
