// One virtual clock for several processes: a mapped file that holds the time. It moves only when
// sim-clock moves it; whoever waits in any process wakes then. For the *-sim programs alone.
#ifndef LIAISON_TESTS_SIM_SHARED_CLOCK_H_
#define LIAISON_TESTS_SIM_SHARED_CLOCK_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "proto/base/clock.h"

namespace liaison {

class SharedClock final : public Clock {
 public:
  // Makes or replaces the file. Errors: those of the operating system, as Internal.
  static absl::Status Make(const std::string& path, absl::Time now);
  // Errors: NotFound, InvalidArgument (not such a file).
  static absl::StatusOr<std::unique_ptr<SharedClock>> Open(const std::string& path);
  // The one that LIAISON_SIM_CLOCK names; says on standard error why there is none.
  static std::unique_ptr<SharedClock> OpenForProgram();
  ~SharedClock() override;

  absl::Time Now() const override;
  // A finite wait is woken by the clock at once, and by `stop` within kStopLatency of real time,
  // because a Notification cannot be waited for together with anything else.
  bool WaitFor(absl::Notification& stop, absl::Duration duration) override;
  static constexpr absl::Duration kStopLatency = absl::Milliseconds(10);

  // Wakes every waiter of every process whose time has come. `duration` may be negative.
  void Advance(absl::Duration duration);
  // Moves the time and wakes nobody: until Advance is called, nothing happens by itself. For what
  // people do in the very instant in which a timer is due.
  void Hold(absl::Duration duration);

 private:
  struct Page;
  explicit SharedClock(Page* page) : page_(page) {}
  // Sleeps until the clock moves away from `turn`, at most kStopLatency.
  void WaitForTurn(uint32_t turn) const;

  Page* const page_;
};

}  // namespace liaison

#endif  // LIAISON_TESTS_SIM_SHARED_CLOCK_H_
