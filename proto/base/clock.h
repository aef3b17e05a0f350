// The one source of time. Only programs' main files make a real one (proto/system); everything else
// gets a Clock by reference, so that the same code runs under virtual time.
#ifndef LIAISON_PROTO_BASE_CLOCK_H_
#define LIAISON_PROTO_BASE_CLOCK_H_

#include <cstdint>

#include "absl/synchronization/notification.h"
#include "absl/time/time.h"

namespace liaison {

// Thread: any.
class Clock {
 public:
  Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;
  virtual ~Clock() = default;

  // Wall-clock time, UTC. May jump; who needs "never back" keeps its own maximum.
  virtual absl::Time Now() const = 0;

  // Waits until `duration` has passed or `stop` is notified. Returns true if it was stopped.
  virtual bool WaitFor(absl::Notification& stop, absl::Duration duration) = 0;
};

inline int64_t NowMs(const Clock& clock) { return absl::ToUnixMillis(clock.Now()); }

}  // namespace liaison

#endif  // LIAISON_PROTO_BASE_CLOCK_H_
