// One Put call: an attachment on its way in. One message is read, written and only then the next
// one asked for, so that a fast line waits for the disk. An idle upload costs memory, no thread.
#ifndef LIAISON_HUB_GATEWAY_BLOB_PUT_H_
#define LIAISON_HUB_GATEWAY_BLOB_PUT_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/server_callback.h"
#include "hub/gateway/blob_parts.h"
#include "hub/gateway/stream_set.h"
#include "hub/hub.h"
#include "proto/liaison/v1/hub.pb.h"

namespace liaison {

// State: reading --message, or end of them--> working --wants more--> reading; working --all came,
// or an error--> ended. Whoever moved it to working owns the upload, on the worker, until it moves
// on; Stop during working only leaves a mark for him.
class BlobPut final : public grpc::ServerReadReactor<v1::PutBlobRequest> {
 public:
  // All outlive the stream. It keeps itself alive and leaves `streams` when done.
  static BlobPut* Start(grpc::CallbackServerContext& context, const BlobParts& parts,
                        std::string device, v1::BlobProgress& response,
                        StreamSet<BlobPut>& streams);

  // Keeps what came, ends with `status`. Thread: any.
  void Stop(absl::Status status) ABSL_LOCKS_EXCLUDED(mutex_);
  // Stops it if no message has come for so long. Thread: any.
  void StopIfStalled(absl::Time now, absl::Duration limit) ABSL_LOCKS_EXCLUDED(mutex_);
  const std::string& device() const { return device_; }

  void OnReadDone(bool ok) noexcept override;
  void OnDone() noexcept override;

 private:
  enum class State : uint8_t { kReading, kWorking, kEnded };

  BlobPut(grpc::CallbackServerContext& context, const BlobParts& parts, std::string device,
          v1::BlobProgress& response, StreamSet<BlobPut>& streams);

  // These as the holder of working, on the worker.
  void Work(bool has_message);
  // Takes the message. Returns whether another one is wanted.
  absl::StatusOr<bool> Take();
  absl::Status Begin(const Principal& principal);
  absl::Status Pause();
  // Touch nothing after it.
  void End(const absl::Status& status) ABSL_LOCKS_EXCLUDED(mutex_);

  grpc::CallbackServerContext& context_;
  const BlobParts parts_;
  const std::string device_;
  v1::BlobProgress& response_;
  StreamSet<BlobPut>& streams_;
  std::shared_ptr<BlobPut> self_;

  v1::PutBlobRequest request_;  // of the read in flight, then of the holder of working
  std::unique_ptr<BlobUpload> upload_;
  bool is_here_ = false;  // it was complete before

  absl::Mutex mutex_;
  State state_ ABSL_GUARDED_BY(mutex_) = State::kReading;
  absl::Time since_ ABSL_GUARDED_BY(mutex_);
  absl::Status stop_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace liaison

#endif  // LIAISON_HUB_GATEWAY_BLOB_PUT_H_
