// A desk whose officer has left: it hears, checks and rings, and can open nothing. Of the secrets
// it keeps the TLS key alone, in locked memory: whoever takes the running machine can listen to
// what is sealed, and can neither read nor sign nor answer. It writes nothing but the public log;
// what it heard is fetched again by whoever unlocks. It sends no receipt: nobody has read anything.
// Source: DESIGN section 11.
#ifndef LIAISON_CLIENTS_CORE_DESK_LOCKED_DESK_H_
#define LIAISON_CLIENTS_CORE_DESK_LOCKED_DESK_H_

#include <array>
#include <functional>
#include <memory>
#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/notification.h"
#include "clients/core/desk/desk.h"
#include "clients/core/desk/hub_line.h"
#include "clients/core/incoming/alarm_list.h"

namespace liaison {

struct LockedListener {
  // With every message of the stream, every 30 s at least: what rings now; nullopt: nothing.
  std::function<void(const std::optional<Ringing>&)> on_beat;
  // A record that is not what it should be; `forged` as in InboxEvent.
  std::function<void(const InboxEvent&)> on_alarm;
  std::function<void(const absl::Status&)> on_line;  // as DeskListener's
};

// Thread: one, but for `stop`.
class LockedDesk {
 public:
  // Takes the line and the headers of what is owed; everything else goes with the desk, its secrets
  // wiped. Errors: those of the database.
  static absl::StatusOr<std::unique_ptr<LockedDesk>> Lock(std::unique_ptr<Desk> desk);
  LockedDesk(const LockedDesk&) = delete;
  LockedDesk& operator=(const LockedDesk&) = delete;

  // Until `stop` is notified (then ok) or something is wrong that waiting does not heal.
  absl::Status Watch(absl::Notification& stop, const LockedListener& listener);

 private:
  LockedDesk(std::unique_ptr<HubLine> line, AlarmList alarms,
             const std::array<LeafIndex, kPrecedences>& cursors);
  absl::Status WatchOnce(absl::Notification& stop, const LockedListener& listener);
  absl::Status Accept(const IncomingRecord& record);
  absl::Status AcceptRelease(const IncomingRecord& record);
  absl::Status AcceptAlert(const IncomingRecord& record);
  void AcceptBatch(const IncomingBatch& batch, const LockedListener& listener);

  const std::unique_ptr<HubLine> line_;
  AlarmList alarms_;
  std::array<LeafIndex, kPrecedences> cursors_;
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_DESK_LOCKED_DESK_H_
