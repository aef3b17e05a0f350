#include "clients/core/connection/grpc_transfer.h"

#include <grpcpp/alarm.h>

#include <memory>
#include <string>
#include <utility>

namespace liaison {
namespace {

// The one pending operation of a stream, and an alarm that looks whether anything has moved. The
// alarm comes through the same queue, so no clock is read and no thread is needed.
class MovingCall {
 public:
  MovingCall(grpc::ClientContext& context, const TrickleLimit& limit)
      : context_(context), limit_(limit) {
    SetAlarm();
  }
  MovingCall(const MovingCall&) = delete;
  MovingCall& operator=(const MovingCall&) = delete;
  ~MovingCall() {
    alarm_.Cancel();
    queue_.Shutdown();
    void* tag = nullptr;
    bool ok = false;
    while (queue_.Next(&tag, &ok)) {
    }
  }

  grpc::CompletionQueue& queue() { return queue_; }
  void* tag() { return this; }
  void Moved(uint64_t bytes) { moved_ += bytes; }
  void Cancel() { context_.TryCancel(); }
  // Until the pending operation is done.
  bool Wait() {
    void* tag = nullptr;
    bool ok = false;
    while (queue_.Next(&tag, &ok)) {
      if (tag == this) return ok;
      if (moved_ < limit_.bytes) Cancel();
      SetAlarm();
    }
    return false;
  }

 private:
  void SetAlarm() {
    moved_ = 0;
    alarm_.Set(&queue_, gpr_time_from_millis(absl::ToInt64Milliseconds(limit_.span), GPR_TIMESPAN),
               &alarm_);
  }

  grpc::ClientContext& context_;
  const TrickleLimit limit_;
  grpc::CompletionQueue queue_;
  grpc::Alarm alarm_;
  uint64_t moved_ = 0;
};

// Writes until the source ends, or the hub wants no more.
absl::Status WriteAll(grpc::ClientAsyncWriter<v1::PutBlobRequest>& writer, MovingCall& call,
                      v1::PutBlobRequest request, BlobSource next) {
  for (;;) {
    absl::StatusOr<std::string> piece = next();
    if (!piece.ok()) return piece.status();
    const uint64_t bytes = piece->size();
    const bool first = !request.sha256().empty();
    if (bytes == 0 && !first) return absl::OkStatus();
    request.set_data(*std::move(piece));
    writer.Write(request, call.tag());
    if (!call.Wait()) return absl::OkStatus();  // Finish says why
    call.Moved(bytes);
    request.Clear();
  }
}

}  // namespace

TransferEnd PutByGrpc(v1::Blobs::Stub& stub, grpc::ClientContext& context, v1::PutBlobRequest first,
                      BlobSource next, const TrickleLimit& limit, v1::BlobProgress& progress) {
  MovingCall call(context, limit);
  TransferEnd end;
  const std::unique_ptr<grpc::ClientAsyncWriter<v1::PutBlobRequest>> writer =
      stub.PrepareAsyncPut(&context, &progress, &call.queue());
  writer->StartCall(call.tag());
  if (call.Wait()) {
    end.own = WriteAll(*writer, call, std::move(first), next);
    if (end.own.ok()) {
      writer->WritesDone(call.tag());
      call.Wait();
    } else {
      call.Cancel();
    }
  }
  writer->Finish(&end.line, call.tag());
  call.Wait();
  return end;
}

TransferEnd GetByGrpc(v1::Blobs::Stub& stub, grpc::ClientContext& context,
                      const v1::GetBlobRequest& request, BlobSink on_data,
                      const TrickleLimit& limit) {
  MovingCall call(context, limit);
  TransferEnd end;
  const std::unique_ptr<grpc::ClientAsyncReader<v1::GetBlobResponse>> reader =
      stub.PrepareAsyncGet(&context, request, &call.queue());
  reader->StartCall(call.tag());
  bool open = call.Wait();
  v1::GetBlobResponse response;
  while (open && end.own.ok()) {
    reader->Read(&response, call.tag());
    open = call.Wait();
    if (!open) break;
    call.Moved(response.data().size());
    end.own = on_data(response.data());
  }
  if (!end.own.ok()) call.Cancel();
  reader->Finish(&end.line, call.tag());
  call.Wait();
  return end;
}

}  // namespace liaison
