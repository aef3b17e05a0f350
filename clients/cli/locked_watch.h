// The screen of a desk that nobody sits at: locked, it rings on, and says precedence and 8 digits
// of the header's hash, nothing else. Source: DESIGN section 11.
#ifndef LIAISON_CLIENTS_CLI_LOCKED_WATCH_H_
#define LIAISON_CLIENTS_CLI_LOCKED_WATCH_H_

#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/notification.h"
#include "clients/cli/alarm.h"
#include "clients/cli/context.h"
#include "clients/core/desk/desk.h"

namespace liaison {

// Before the first secret is in memory: from now on all that is freed is overwritten, and no buffer
// keeps what was shown. Starts the program anew, once, because only then the C library can be told.
absl::Status LeaveNoTraces();

// Locks `desk`, clears the screen, rings until `stop`, or until Enter and the passphrase, typed at
// the terminal whatever --passphrase-file says, give the desk back. nullptr: stopped. `forged` is
// set where a record failed verification. Errors: those of LockedDesk.
absl::StatusOr<std::unique_ptr<Desk>> WatchLocked(Context& context, std::unique_ptr<Desk> desk,
                                                  Alarm& alarm, bool& forged,
                                                  absl::Notification& stop);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_LOCKED_WATCH_H_
