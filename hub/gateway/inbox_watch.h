// One Watch call: what concerns a device's mailboxes, as it is committed. An idle watch costs
// memory only: no thread, no timer, no polling; the delivery thread wakes it after a commit, and
// once per beacon interval.
#ifndef LIAISON_HUB_GATEWAY_INBOX_WATCH_H_
#define LIAISON_HUB_GATEWAY_INBOX_WATCH_H_

#include <cstdint>
#include <memory>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/server_callback.h"
#include "hub/gateway/stream_set.h"
#include "hub/hub.h"
#include "proto/liaison/v1/hub.pb.h"

namespace liaison {

// Where a watch begins. Errors: InvalidArgument CURSORS unless there are none or four.
absl::StatusOr<InboxCursors> ReadCursors(const v1::WatchRequest& request);
void WriteBatch(InboxBatch batch, v1::InboxMessage& message);

// State: idle --Wake--> busy --nothing to send--> idle; busy --write--> busy until OnWriteDone;
// busy --End--> ended. Whoever moved it to busy is the only one to read the inbox, to write and to
// finish, until it moves on; Wake and Stop during busy only leave a mark for him.
class InboxWatch final : public grpc::ServerWriteReactor<v1::InboxMessage> {
 public:
  // All outlive the stream. It keeps itself alive and leaves `watches` when done.
  static InboxWatch* Start(grpc::CallbackServerContext& context, const Hub& hub,
                           Principal principal, InboxCursors cursors, bool only_what_is_there,
                           uint64_t beacon_slot, StreamSet<InboxWatch>& watches);

  // Reads and sends what is new; with `beacon`, sends a beacon in any case. Thread: any.
  void Wake(bool beacon) ABSL_LOCKS_EXCLUDED(mutex_);
  // Ends with `status` after the write in flight. Thread: any.
  void Stop(absl::Status status) ABSL_LOCKS_EXCLUDED(mutex_);
  const std::string& device() const { return principal_.device; }
  // Spreads the beacons of many streams over the interval.
  uint64_t beacon_slot() const { return beacon_slot_; }

  void OnWriteDone(bool ok) noexcept override;
  void OnCancel() noexcept override;
  void OnDone() noexcept override;

 private:
  enum class State : uint8_t { kIdle, kBusy, kEnded };

  InboxWatch(grpc::CallbackServerContext& context, const Hub& hub, Principal principal,
             InboxCursors cursors, bool only_what_is_there, uint64_t beacon_slot,
             StreamSet<InboxWatch>& watches);

  // As the holder of busy: sends the next message, or ends, or becomes idle.
  void Advance() ABSL_LOCKS_EXCLUDED(mutex_);
  // As the holder of busy; touch nothing after it.
  void End(const absl::Status& status) ABSL_LOCKS_EXCLUDED(mutex_);

  grpc::CallbackServerContext& context_;
  const Hub& hub_;
  const Principal principal_;
  StreamSet<InboxWatch>& watches_;
  const uint64_t beacon_slot_;
  std::shared_ptr<InboxWatch> self_;

  // Touched only by the holder of busy.
  InboxCursors cursors_;
  bool only_what_is_there_;
  TreeSize there_;  // the head when the watch began
  v1::InboxMessage message_;

  absl::Mutex mutex_;
  State state_ ABSL_GUARDED_BY(mutex_) = State::kBusy;
  bool woken_ ABSL_GUARDED_BY(mutex_) = false;
  bool beacon_due_ ABSL_GUARDED_BY(mutex_) = true;  // the first message carries one
  absl::Status stop_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace liaison

#endif  // LIAISON_HUB_GATEWAY_INBOX_WATCH_H_
