#include "tests/real_hub/writing_desk.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "grpcpp/client_context.h"
#include "proto/base/status_macros.h"
#include "tests/real_hub/device_channel.h"

namespace liaison {
namespace {

constexpr size_t kBatch = 8;
constexpr size_t kBatchesInFlight = 4;

}  // namespace

bool WritingDesk::Connect(uint16_t port) {
  const std::shared_ptr<grpc::Channel> channel = ConnectDevice(tls_, port);
  if (channel == nullptr) return false;
  stub_ = v1::Submission::NewStub(channel);
  in_doubt_ = std::max(in_doubt_, std::exchange(sent_, 0));
  return true;
}

absl::Status WritingDesk::Call() {
  while (!waiting_.empty()) {
    grpc::ClientContext context;
    v1::SubmitResponse response;
    sent_ = 1;
    if (!stub_->Submit(&context, waiting_.front().request, &response).ok()) break;
    RETURN_IF_ERROR(Take(response));
  }
  return absl::OkStatus();
}

absl::Status WritingDesk::Stream() {
  grpc::ClientContext context;
  const auto stream = stub_->SubmitStream(&context);
  v1::SubmitBatchResponse responses;
  absl::Status status;
  for (bool alive = true; alive && !waiting_.empty();) {
    while (alive && sent_ < std::min(waiting_.size(), kBatch * kBatchesInFlight)) {
      alive = SendBatch(*stream);
    }
    alive = alive && stream->Read(&responses);
    if (!alive) break;
    for (const v1::SubmitResponse& response : responses.responses()) {
      if (status.ok()) status = Take(response);
    }
    alive = status.ok();
  }
  context.TryCancel();
  static_cast<void>(stream->Finish());
  return status;
}

bool WritingDesk::SendBatch(SubmitStream& stream) {
  v1::SubmitBatch batch;
  while (sent_ < waiting_.size() && batch.requests_size() < static_cast<int>(kBatch)) {
    *batch.add_requests() = waiting_[sent_++].request;
  }
  return stream.Write(batch);
}

absl::Status WritingDesk::Take(const v1::SubmitResponse& response) {
  if (!response.has_accepted()) {
    return absl::InternalError(absl::StrCat("refused: ", response.refusal()));
  }
  SignedNotice notice = std::move(waiting_.front());
  waiting_.pop_front();
  --sent_;
  if (in_doubt_ > 0) {
    --in_doubt_;
    ++sent_again_;
  }
  return on_accepted_(std::move(notice), response.accepted());
}

}  // namespace liaison
