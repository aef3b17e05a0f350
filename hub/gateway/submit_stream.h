// One SubmitStream call: batches in, answers out in the same order. Batches overlap, so that the
// next ones are checked while one is being synced.
#ifndef LIAISON_HUB_GATEWAY_SUBMIT_STREAM_H_
#define LIAISON_HUB_GATEWAY_SUBMIT_STREAM_H_

#include <cstddef>
#include <deque>
#include <memory>
#include <optional>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/server_callback.h"
#include "hub/gateway/principal.h"
#include "hub/gateway/stream_set.h"
#include "hub/hub.h"
#include "hub/log_line/logger.h"
#include "proto/liaison/v1/hub.pb.h"

namespace liaison {

// Lives until gRPC's OnDone, which comes after Finish; Finish comes only after every outcome has
// arrived, so callbacks from the sequencer never meet a dead stream.
class SubmitStream final
    : public grpc::ServerBidiReactor<v1::SubmitBatch, v1::SubmitBatchResponse> {
 public:
  static constexpr int kRecordsPerBatchMax = 64;
  static constexpr size_t kBatchesInFlightMax = 4;

  // All outlive the stream. It keeps itself alive and leaves `streams` when done.
  static SubmitStream* Start(grpc::CallbackServerContext& context, Hub& hub,
                             const PeerAuthenticator& peers, Logger& log,
                             StreamSet<SubmitStream>& streams);

  // Takes no further batch, answers those it has, ends with `status`. Thread: any.
  void Stop(absl::Status status) ABSL_LOCKS_EXCLUDED(mutex_);

  void OnReadDone(bool ok) noexcept override;
  void OnWriteDone(bool ok) noexcept override;
  void OnDone() noexcept override;

 private:
  struct Batch {
    v1::SubmitBatchResponse response;
    int undecided = 0;
    absl::Status failure;
  };

  SubmitStream(grpc::CallbackServerContext& context, Hub& hub, const PeerAuthenticator& peers,
               Logger& log, StreamSet<SubmitStream>& streams);

  // Hands the requests of `request_` to the hub, in order. Errors: what the stream ends with.
  absl::Status SubmitAll() ABSL_LOCKS_EXCLUDED(mutex_);
  void OnOutcome(Batch& batch, int position, RecordKind kind, Outcome outcome)
      ABSL_LOCKS_EXCLUDED(mutex_);
  // Starts what can be started: reading, writing, finishing. Call it after every change.
  void Advance() ABSL_LOCKS_EXCLUDED(mutex_);
  // Returns the final status once the stream is over: the caller then calls Finish, outside the
  // lock, and touches nothing after it.
  std::optional<absl::Status> AdvanceLocked() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void FinishWith(const std::optional<absl::Status>& status);

  grpc::CallbackServerContext& context_;
  Hub& hub_;
  const PeerAuthenticator& peers_;
  Logger& log_;
  StreamSet<SubmitStream>& streams_;
  std::shared_ptr<SubmitStream> self_;

  v1::SubmitBatch request_;  // owned by the one read in flight, then by its OnReadDone

  absl::Mutex mutex_;
  std::deque<std::unique_ptr<Batch>> batches_ ABSL_GUARDED_BY(mutex_);
  bool reading_ ABSL_GUARDED_BY(mutex_) = false;
  bool reads_done_ ABSL_GUARDED_BY(mutex_) = false;
  bool submitting_ ABSL_GUARDED_BY(mutex_) = false;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status failure_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace liaison

#endif  // LIAISON_HUB_GATEWAY_SUBMIT_STREAM_H_
