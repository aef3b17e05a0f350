// Time that goes on whatever becomes of the machine's calendar: it begins at the wall clock's time
// and counts what has passed since, sleep included. For deadlines. Only main files include this.
#ifndef LIAISON_PROTO_SYSTEM_STEADY_CLOCK_H_
#define LIAISON_PROTO_SYSTEM_STEADY_CLOCK_H_

#include "proto/base/clock.h"

namespace liaison {

class SteadyClock final : public Clock {
 public:
  SteadyClock();
  absl::Time Now() const override;
  bool WaitFor(absl::Notification& stop, absl::Duration duration) override;

 private:
  const absl::Time begin_;
  const absl::Duration boot_;  // since the machine's start, at `begin_`
};

}  // namespace liaison

#endif  // LIAISON_PROTO_SYSTEM_STEADY_CLOCK_H_
