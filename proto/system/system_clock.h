// The machine's clock. Only main files include this.
#ifndef LIAISON_PROTO_SYSTEM_SYSTEM_CLOCK_H_
#define LIAISON_PROTO_SYSTEM_SYSTEM_CLOCK_H_

#include "proto/base/clock.h"

namespace liaison {

class SystemClock final : public Clock {
 public:
  absl::Time Now() const override;
  bool WaitFor(absl::Notification& stop, absl::Duration duration) override;
};

}  // namespace liaison

#endif  // LIAISON_PROTO_SYSTEM_SYSTEM_CLOCK_H_
