#include "hub/gateway/submit_stream.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/memory/memory.h"
#include "absl/strings/str_cat.h"
#include "hub/gateway/grpc_status.h"
#include "hub/gateway/submit_message.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {

SubmitStream* SubmitStream::Start(grpc::CallbackServerContext& context, Hub& hub,
                                  const PeerAuthenticator& peers, Logger& log,
                                  StreamSet<SubmitStream>& streams) {
  std::shared_ptr<SubmitStream> stream =
      absl::WrapUnique(new SubmitStream(context, hub, peers, log, streams));
  stream->self_ = stream;
  streams.Add(stream);
  stream->Advance();
  return stream.get();
}

SubmitStream::SubmitStream(grpc::CallbackServerContext& context, Hub& hub,
                           const PeerAuthenticator& peers, Logger& log,
                           StreamSet<SubmitStream>& streams)
    : context_(context), hub_(hub), peers_(peers), log_(log), streams_(streams) {}

void SubmitStream::Stop(absl::Status status) {
  {
    const absl::MutexLock lock(&mutex_);
    if (failure_.ok() && !finished_) failure_ = std::move(status);
  }
  Advance();
}

void SubmitStream::OnReadDone(bool ok) noexcept {
  bool submit = false;
  {
    const absl::MutexLock lock(&mutex_);
    reading_ = false;
    reads_done_ = !ok;
    submit = ok && failure_.ok();
    submitting_ = submit;
  }
  if (submit) {
    absl::Status status = SubmitAll();
    const absl::MutexLock lock(&mutex_);
    submitting_ = false;
    if (failure_.ok()) failure_ = std::move(status);
  }
  Advance();
}

absl::Status SubmitStream::SubmitAll() {
  const int count = request_.requests_size();
  if (count < 1 || count > kRecordsPerBatchMax) {
    return Malformed("requests", "BATCH",
                     absl::StrCat("a batch holds 1 to ", kRecordsPerBatchMax, " records"));
  }
  // Anew for each batch: a stream that stays open for days must end where the device is revoked.
  ASSIGN_OR_RETURN(const Principal principal, peers_.Authenticate(context_));
  std::vector<Submission> submissions;
  submissions.reserve(static_cast<size_t>(count));
  for (const v1::SubmitRequest& request : request_.requests()) {
    ASSIGN_OR_RETURN(Submission submission, ReadSubmission(request));
    submissions.push_back(std::move(submission));
  }
  Batch* batch = nullptr;
  {
    auto owned = std::make_unique<Batch>();
    batch = owned.get();
    batch->undecided = count;
    for (int i = 0; i < count; ++i) batch->response.add_responses();
    const absl::MutexLock lock(&mutex_);
    batches_.push_back(std::move(owned));
  }
  for (int i = 0; i < count; ++i) {
    Submission& submission = submissions[static_cast<size_t>(i)];
    const RecordKind kind = submission.kind;
    hub_.Submit(principal, std::move(submission), [this, batch, i, kind](Outcome outcome) noexcept {
      OnOutcome(*batch, i, kind, std::move(outcome));
    });
  }
  return absl::OkStatus();
}

void SubmitStream::OnOutcome(Batch& batch, int position, RecordKind kind, Outcome outcome) {
  LogOutcome(kind, outcome, log_);
  std::optional<absl::Status> end;
  {
    const absl::MutexLock lock(&mutex_);
    absl::Status status =
        WriteOutcome(std::move(outcome), *batch.response.mutable_responses(position));
    if (batch.failure.ok()) batch.failure = std::move(status);
    if (--batch.undecided > 0) return;
    // Under the same lock: once nothing is undecided another thread may finish the stream.
    end = AdvanceLocked();
  }
  FinishWith(end);
}

void SubmitStream::OnWriteDone(bool ok) noexcept {
  {
    const absl::MutexLock lock(&mutex_);
    writing_ = false;
    batches_.pop_front();
    if (!ok && failure_.ok()) failure_ = absl::CancelledError("the client is gone");
  }
  Advance();
}

void SubmitStream::Advance() {
  std::optional<absl::Status> end;
  {
    const absl::MutexLock lock(&mutex_);
    end = AdvanceLocked();
  }
  FinishWith(end);
}

void SubmitStream::FinishWith(const std::optional<absl::Status>& status) {
  if (status.has_value()) Finish(ToGrpcStatus(*status, context_));
}

std::optional<absl::Status> SubmitStream::AdvanceLocked() {
  if (finished_) return std::nullopt;
  if (!writing_ && !batches_.empty() && batches_.front()->undecided == 0) {
    Batch& front = *batches_.front();
    if (front.failure.ok()) {
      writing_ = true;
      StartWrite(&front.response);
    } else if (failure_.ok()) {
      failure_ = front.failure;
    }
  }
  if (failure_.ok() && !reading_ && !submitting_ && !reads_done_ &&
      batches_.size() < kBatchesInFlightMax) {
    reading_ = true;
    request_.Clear();
    StartRead(&request_);
  }
  const bool over = !failure_.ok() || (reads_done_ && batches_.empty());
  const bool decided = std::all_of(batches_.begin(), batches_.end(),
                                   [](const auto& batch) { return batch->undecided == 0; });
  finished_ = over && decided && !writing_ && !submitting_;
  if (!finished_) return std::nullopt;
  return failure_;
}

void SubmitStream::OnDone() noexcept {
  streams_.Remove(self_);
  self_.reset();
}

}  // namespace liaison
