#include "hub/gateway/services.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "hub/gateway/grpc_status.h"
#include "hub/gateway/submit_message.h"
#include "proto/base/error.h"

namespace liaison {
namespace {

grpc::ServerUnaryReactor* Answer(grpc::CallbackServerContext& context, const absl::Status& status) {
  grpc::ServerUnaryReactor* reactor = context.DefaultReactor();
  reactor->Finish(ToGrpcStatus(status, context));
  return reactor;
}

// A stream that ends as it begins; deletes itself.
template <typename Reactor>
class RefusedStream final : public Reactor {
 public:
  explicit RefusedStream(const grpc::Status& status) { this->Finish(status); }
  void OnDone() noexcept override { delete this; }
};

grpc::ServerUnaryReactor* SubmitOne(grpc::CallbackServerContext& context, Hub& hub, Logger& log,
                                    const Principal& principal, Submission submission,
                                    v1::SubmitResponse& response) {
  grpc::ServerUnaryReactor* reactor = context.DefaultReactor();
  const RecordKind kind = submission.kind;
  // Context and response live until Finish, and `done` is called exactly once.
  hub.Submit(principal, std::move(submission),
             [&context, &response, &log, reactor, kind](Outcome outcome) noexcept {
               LogOutcome(kind, outcome, log);
               reactor->Finish(ToGrpcStatus(WriteOutcome(std::move(outcome), response), context));
             });
  return reactor;
}

// A stream holds buffers for as long as its client likes; a desk needs one, and one more while a
// dead line is not yet known to be dead (CRYPTO attack T-34).
template <typename Stream>
absl::Status CheckRoom(const StreamSet<Stream>& streams, const std::string& device,
                       absl::string_view reason) {
  constexpr int64_t kStreamsPerDeviceMax = 8;
  constexpr int64_t kRetryAfterMs = 30'000;
  const std::vector<std::shared_ptr<Stream>> open = streams.Snapshot();
  const auto own = std::count_if(open.begin(), open.end(),
                                 [&](const auto& stream) { return stream->device() == device; });
  if (own < kStreamsPerDeviceMax) return absl::OkStatus();
  return MakeError(absl::StatusCode::kResourceExhausted,
                   "this device has 8 streams of this kind open already; end one of them",
                   {.reason = std::string(reason),
                    .subject = device,
                    .field = "",
                    .retry_after_ms = kRetryAfterMs});
}

void WriteStatus(const HubStatus& status, absl::string_view version, v1::StatusResponse& response) {
  response.set_size(status.size.value());
  response.set_time_ms(status.time_ms);
  response.set_checkpoint(status.checkpoint);
  response.set_state(status.state);
  for (const auto& [office, heard_ms] : status.offices_heard_ms) {
    v1::OfficeHeard& heard = *response.add_offices();
    heard.set_office(office);
    heard.set_last_heard_ms(heard_ms);
  }
  response.set_version(std::string(version));
  response.set_blob_bytes(status.blob_bytes);
  response.set_partial_blob_bytes(status.partial_blob_bytes);
}

}  // namespace

grpc::ServerUnaryReactor* SubmissionService::Submit(grpc::CallbackServerContext* context,
                                                    const v1::SubmitRequest* request,
                                                    v1::SubmitResponse* response) noexcept {
  const absl::StatusOr<Principal> principal = peers_.Authenticate(*context);
  if (!principal.ok()) return Answer(*context, principal.status());
  absl::StatusOr<liaison::Submission> submission = ReadSubmission(*request);
  if (!submission.ok()) return Answer(*context, submission.status());
  return SubmitOne(*context, hub_, log_, *principal, *std::move(submission), *response);
}

grpc::ServerBidiReactor<v1::SubmitBatch, v1::SubmitBatchResponse>* SubmissionService::SubmitStream(
    grpc::CallbackServerContext* context) noexcept {
  return liaison::SubmitStream::Start(*context, hub_, peers_, log_, streams_);
}

grpc::ServerWriteReactor<v1::InboxMessage>* InboxService::Watch(
    grpc::CallbackServerContext* context, const v1::WatchRequest* request) noexcept {
  using Refused = RefusedStream<grpc::ServerWriteReactor<v1::InboxMessage>>;
  absl::StatusOr<Principal> principal = peers_.Authenticate(*context);
  if (!principal.ok()) return new Refused(ToGrpcStatus(principal.status(), *context));
  absl::Status room = CheckRoom(watches_, principal->device, "STREAMS");
  if (!room.ok()) return new Refused(ToGrpcStatus(room, *context));
  const absl::StatusOr<InboxCursors> cursors = ReadCursors(*request);
  if (!cursors.ok()) return new Refused(ToGrpcStatus(cursors.status(), *context));
  return InboxWatch::Start(*context, hub_, *std::move(principal), *cursors,
                           request->only_what_is_there(), watches_opened_.fetch_add(1), watches_);
}

grpc::ServerUnaryReactor* LogService::GetResource(grpc::CallbackServerContext* context,
                                                  const v1::GetResourceRequest* request,
                                                  v1::GetResourceResponse* response) noexcept {
  const absl::StatusOr<Principal> principal = peers_.Authenticate(*context);
  if (!principal.ok()) return Answer(*context, principal.status());
  absl::StatusOr<std::string> data = hub_.GetResource(request->path());
  if (data.ok()) response->set_data(*std::move(data));
  return Answer(*context, data.status());
}

grpc::ServerUnaryReactor* BlobsService::GetStatus(grpc::CallbackServerContext* context,
                                                  const v1::BlobStatusRequest* request,
                                                  v1::BlobProgress* response) noexcept {
  const absl::StatusOr<Principal> principal = parts_.peers.Authenticate(*context);
  if (!principal.ok()) return Answer(*context, principal.status());
  const absl::StatusOr<Hash> sha256 = ReadBlobHash("sha256", request->sha256());
  if (!sha256.ok()) return Answer(*context, sha256.status());
  const absl::StatusOr<BlobProgress> progress = parts_.hub.GetBlobProgress(*principal, *sha256);
  if (progress.ok()) {
    response->set_committed(progress->committed);
    response->set_complete(progress->complete);
  }
  return Answer(*context, progress.status());
}

grpc::ServerReadReactor<v1::PutBlobRequest>* BlobsService::Put(
    grpc::CallbackServerContext* context, v1::BlobProgress* response) noexcept {
  using Refused = RefusedStream<grpc::ServerReadReactor<v1::PutBlobRequest>>;
  absl::StatusOr<Principal> principal = parts_.peers.Authenticate(*context);
  if (!principal.ok()) return new Refused(ToGrpcStatus(principal.status(), *context));
  const absl::Status room = CheckRoom(puts_, principal->device, "TRANSFERS");
  if (!room.ok()) return new Refused(ToGrpcStatus(room, *context));
  return BlobPut::Start(*context, parts_, principal->device, *response, puts_);
}

grpc::ServerWriteReactor<v1::GetBlobResponse>* BlobsService::Get(
    grpc::CallbackServerContext* context, const v1::GetBlobRequest* request) noexcept {
  using Refused = RefusedStream<grpc::ServerWriteReactor<v1::GetBlobResponse>>;
  absl::StatusOr<Principal> principal = parts_.peers.Authenticate(*context);
  if (!principal.ok()) return new Refused(ToGrpcStatus(principal.status(), *context));
  const absl::Status room = CheckRoom(gets_, principal->device, "TRANSFERS");
  if (!room.ok()) return new Refused(ToGrpcStatus(room, *context));
  const absl::StatusOr<BlobRange> range = ReadBlobRange(*request);
  if (!range.ok()) return new Refused(ToGrpcStatus(range.status(), *context));
  return BlobGet::Start(*context, parts_, principal->device, *range, gets_);
}

void BlobsService::StopAll(const absl::Status& status) {
  puts_.StopAll(status);
  gets_.StopAll(status);
}

void BlobsService::StopStalled(absl::Duration limit) {
  const absl::Time now = parts_.clock.Now();
  for (const auto& put : puts_.Snapshot()) put->StopIfStalled(now, limit);
  for (const auto& get : gets_.Snapshot()) get->StopIfStalled(now, limit);
}

grpc::ServerUnaryReactor* StatusService::GetStatus(grpc::CallbackServerContext* context,
                                                   const v1::StatusRequest* /*request*/,
                                                   v1::StatusResponse* response) noexcept {
  const absl::StatusOr<Principal> principal = peers_.Authenticate(*context);
  if (principal.ok()) WriteStatus(hub_.GetStatus(), version_, *response);
  return Answer(*context, principal.status());
}

grpc::ServerUnaryReactor* AdminService::GetStatus(grpc::CallbackServerContext* context,
                                                  const v1::StatusRequest* /*request*/,
                                                  v1::StatusResponse* response) noexcept {
  WriteStatus(hub_.GetStatus(), version_, *response);
  return Answer(*context, absl::OkStatus());
}

grpc::ServerUnaryReactor* AdminService::SubmitNote(grpc::CallbackServerContext* context,
                                                   const v1::SubmitRequest* request,
                                                   v1::SubmitResponse* response) noexcept {
  if (request->item_case() != v1::SubmitRequest::kNote) {
    return Answer(*context, MakeError(absl::StatusCode::kPermissionDenied,
                                      "the local socket takes signed public notes only",
                                      {.reason = "NOTES_ONLY", .subject = "", .field = "item"}));
  }
  const Principal principal{.device = "", .office = "", .mailboxes = {}, .local = true};
  return SubmitOne(*context, hub_, log_, principal,
                   {.kind = RecordKind::kNote, .note = request->note(), .sealed = ""}, *response);
}

grpc::ServerUnaryReactor* AdminService::Plugin(grpc::CallbackServerContext* context,
                                               const v1::PluginRequest* request,
                                               v1::PluginResponse* response) noexcept {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  if (request->verb() < 0 || request->verb() > v1::PluginRequest::TIME_ZONES) {
    reactor->Finish(
        ToGrpcStatus(Malformed("verb", "VERB", "the hub does not know this"), *context));
    return reactor;
  }
  hub_.AskPlugins({.verb = static_cast<PluginRequest::Verb>(request->verb()),
                   .plugin = request->plugin(),
                   .record = LeafIndex(request->record()),
                   .reason = request->reason(),
                   .bundle = {.manifest = request->manifest(), .binary = request->binary()},
                   .data = request->data()},
                  [context, response, reactor](const absl::StatusOr<Json>& answer) {
                    if (answer.ok()) response->set_json(PrintCanonicalJson(*answer));
                    reactor->Finish(ToGrpcStatus(answer.status(), *context));
                  });
  return reactor;
}

grpc::ServerUnaryReactor* AdminService::Stop(grpc::CallbackServerContext* context,
                                             const v1::StopRequest* /*request*/,
                                             v1::StopResponse* /*response*/) noexcept {
  log_.Log(LogLevel::kInfo, "stop_asked", {{"by", "admin"}});
  grpc::ServerUnaryReactor* reactor = Answer(*context, absl::OkStatus());
  on_stop_();
  return reactor;
}

}  // namespace liaison
