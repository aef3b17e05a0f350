// One Get call: an attachment, or a range of it, on its way out. The next piece is read from the
// disk once the one before it was taken over by the line.
#ifndef LIAISON_HUB_GATEWAY_BLOB_GET_H_
#define LIAISON_HUB_GATEWAY_BLOB_GET_H_

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

// Errors: InvalidArgument LENGTH.
absl::StatusOr<BlobRange> ReadBlobRange(const v1::GetBlobRequest& request);

// Either the worker has it or a write is in flight.
class BlobGet final : public grpc::ServerWriteReactor<v1::GetBlobResponse> {
 public:
  // All outlive the stream. It keeps itself alive and leaves `streams` when done.
  static BlobGet* Start(grpc::CallbackServerContext& context, const BlobParts& parts,
                        std::string device, const BlobRange& range, StreamSet<BlobGet>& streams);

  // Ends with `status` after the write in flight. Thread: any.
  void Stop(absl::Status status) ABSL_LOCKS_EXCLUDED(mutex_);
  // Cuts the call if nobody took a piece for so long. Thread: the worker's.
  void StopIfStalled(absl::Time now, absl::Duration limit) ABSL_LOCKS_EXCLUDED(mutex_);
  const std::string& device() const { return device_; }

  void OnWriteDone(bool ok) noexcept override;
  void OnDone() noexcept override;

 private:
  BlobGet(grpc::CallbackServerContext& context, const BlobParts& parts, std::string device,
          const BlobRange& range, StreamSet<BlobGet>& streams);

  // On the worker.
  void Work();
  // The next piece; empty: that was all.
  absl::StatusOr<std::string> Next();

  grpc::CallbackServerContext& context_;
  const BlobParts parts_;
  const std::string device_;
  const BlobRange range_;
  StreamSet<BlobGet>& streams_;
  std::shared_ptr<BlobGet> self_;

  // Touched on the worker only.
  std::unique_ptr<BlobDownload> download_;
  absl::Time since_;
  bool finished_ = false;  // the context may be gone
  v1::GetBlobResponse message_;

  absl::Mutex mutex_;
  absl::Status stop_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace liaison

#endif  // LIAISON_HUB_GATEWAY_BLOB_GET_H_
