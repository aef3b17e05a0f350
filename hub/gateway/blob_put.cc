#include "hub/gateway/blob_put.h"

#include <utility>

#include "absl/memory/memory.h"
#include "absl/strings/str_cat.h"
#include "hub/gateway/grpc_status.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {

BlobPut* BlobPut::Start(grpc::CallbackServerContext& context, const BlobParts& parts,
                        std::string device, v1::BlobProgress& response,
                        StreamSet<BlobPut>& streams) {
  std::shared_ptr<BlobPut> put =
      absl::WrapUnique(new BlobPut(context, parts, std::move(device), response, streams));
  put->self_ = put;
  put->StartRead(&put->request_);
  streams.Add(put);
  return put.get();
}

BlobPut::BlobPut(grpc::CallbackServerContext& context, const BlobParts& parts, std::string device,
                 v1::BlobProgress& response, StreamSet<BlobPut>& streams)
    : context_(context),
      parts_(parts),
      device_(std::move(device)),
      response_(response),
      streams_(streams),
      since_(parts.clock.Now()) {}

void BlobPut::Stop(absl::Status status) {
  {
    const absl::MutexLock lock(&mutex_);
    if (!stop_.ok() || state_ == State::kEnded) return;
    stop_ = std::move(status);
    if (state_ == State::kWorking) return;
    state_ = State::kWorking;
  }
  parts_.worker.Post([this] { Work(/*has_message=*/false); });
}

void BlobPut::StopIfStalled(absl::Time now, absl::Duration limit) {
  {
    const absl::MutexLock lock(&mutex_);
    if (state_ != State::kReading || now - since_ < limit) return;
  }
  Stop(Stalled());
}

void BlobPut::OnReadDone(bool ok) noexcept {
  {
    const absl::MutexLock lock(&mutex_);
    if (state_ != State::kReading) return;  // it was stopped meanwhile
    state_ = State::kWorking;
  }
  parts_.worker.Post([this, ok] { Work(ok); });
}

void BlobPut::Work(bool has_message) {
  absl::StatusOr<bool> more = has_message ? Take() : absl::StatusOr<bool>(false);
  if (more.ok() && *more) {
    const absl::MutexLock lock(&mutex_);
    if (stop_.ok()) {
      state_ = State::kReading;
      since_ = parts_.clock.Now();
      request_.Clear();
      return StartRead(&request_);
    }
  }
  // What came is kept, whatever ends the call.
  const absl::Status paused = Pause();
  absl::Status end = more.ok() ? absl::OkStatus() : more.status();
  {
    const absl::MutexLock lock(&mutex_);
    end.Update(stop_);
  }
  end.Update(paused);
  End(end);
}

absl::StatusOr<bool> BlobPut::Take() {
  // Anew for each message: an upload that goes on for hours must end where the device is revoked.
  ASSIGN_OR_RETURN(const Principal principal, parts_.peers.Authenticate(context_));
  if (request_.data().size() > kBlobPieceBytes) {
    return Malformed("data", "SIZE", absl::StrCat("at most ", kBlobPieceBytes, " bytes a message"));
  }
  if (upload_ == nullptr) RETURN_IF_ERROR(Begin(principal));
  if (is_here_) return false;
  RETURN_IF_ERROR(upload_->Append(request_.data()));
  return !upload_->has_all();
}

absl::Status BlobPut::Begin(const Principal& principal) {
  ASSIGN_OR_RETURN(const Hash sha256, ReadBlobHash("sha256", request_.sha256()));
  absl::StatusOr<std::unique_ptr<BlobUpload>> upload = parts_.hub.PutBlob(
      principal, {.sha256 = sha256, .size = request_.size(), .offset = request_.offset()});
  if (upload.ok()) {
    upload_ = *std::move(upload);
    return absl::OkStatus();
  }
  is_here_ = ReasonOf(upload.status()) == "BLOB_COMPLETE";
  if (!is_here_) return upload.status();
  response_.set_committed(request_.size());
  response_.set_complete(true);
  return absl::OkStatus();
}

absl::Status BlobPut::Pause() {
  if (is_here_) return absl::OkStatus();
  if (upload_ == nullptr) return Malformed("sha256", "MISSING", "no message came");
  const absl::StatusOr<BlobProgress> progress = upload_->Pause();
  upload_ = nullptr;
  RETURN_IF_ERROR(progress.status());
  response_.set_committed(progress->committed);
  response_.set_complete(progress->complete);
  return absl::OkStatus();
}

void BlobPut::End(const absl::Status& status) {
  {
    const absl::MutexLock lock(&mutex_);
    state_ = State::kEnded;
  }
  Finish(ToGrpcStatus(status, context_));
}

void BlobPut::OnDone() noexcept {
  streams_.Remove(self_);
  self_.reset();
}

}  // namespace liaison
