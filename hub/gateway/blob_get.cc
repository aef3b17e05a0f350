#include "hub/gateway/blob_get.h"

#include <utility>

#include "absl/memory/memory.h"
#include "hub/gateway/grpc_status.h"
#include "proto/base/status_macros.h"

namespace liaison {

absl::StatusOr<BlobRange> ReadBlobRange(const v1::GetBlobRequest& request) {
  BlobRange range{.offset = request.offset(), .length = request.length()};
  ASSIGN_OR_RETURN(range.sha256, ReadBlobHash("sha256", request.sha256()));
  ASSIGN_OR_RETURN(range.object, ReadBlobHash("object", request.object()));
  return range;
}

BlobGet* BlobGet::Start(grpc::CallbackServerContext& context, const BlobParts& parts,
                        std::string device, const BlobRange& range, StreamSet<BlobGet>& streams) {
  std::shared_ptr<BlobGet> get =
      absl::WrapUnique(new BlobGet(context, parts, std::move(device), range, streams));
  get->self_ = get;
  streams.Add(get);
  parts.worker.Post([stream = get.get()] { stream->Work(); });
  return get.get();
}

BlobGet::BlobGet(grpc::CallbackServerContext& context, const BlobParts& parts, std::string device,
                 const BlobRange& range, StreamSet<BlobGet>& streams)
    : context_(context),
      parts_(parts),
      device_(std::move(device)),
      range_(range),
      streams_(streams),
      since_(parts.clock.Now()) {}

void BlobGet::Stop(absl::Status status) {
  const absl::MutexLock lock(&mutex_);
  stop_.Update(status);
}

void BlobGet::StopIfStalled(absl::Time now, absl::Duration limit) {
  // The write in flight does not end by itself.
  if (!finished_ && now - since_ >= limit) context_.TryCancel();
}

void BlobGet::OnWriteDone(bool ok) noexcept {
  if (!ok) Stop(absl::CancelledError("the client is gone"));
  parts_.worker.Post([this] { Work(); });
}

void BlobGet::Work() {
  absl::StatusOr<std::string> piece = Next();
  if (!piece.ok() || piece->empty()) {
    finished_ = true;
    Finish(ToGrpcStatus(piece.status(), context_));
    return;
  }
  message_.set_data(*std::move(piece));
  StartWrite(&message_);
}

absl::StatusOr<std::string> BlobGet::Next() {
  {
    const absl::MutexLock lock(&mutex_);
    RETURN_IF_ERROR(stop_);
  }
  since_ = parts_.clock.Now();
  // Anew for each piece: a download of hours must end where the device is revoked.
  ASSIGN_OR_RETURN(const Principal principal, parts_.peers.Authenticate(context_));
  if (download_ == nullptr) {
    ASSIGN_OR_RETURN(download_, parts_.hub.GetBlob(principal, range_));
  }
  return download_->Next();
}

void BlobGet::OnDone() noexcept {
  streams_.Remove(self_);
  self_.reset();
}

}  // namespace liaison
