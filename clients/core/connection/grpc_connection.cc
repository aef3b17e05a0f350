#include "clients/core/connection/grpc_connection.h"

#include <grpcpp/grpcpp.h>
#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_certificate_verifier.h>
#include <grpcpp/security/tls_credentials_options.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <functional>
#include <mutex>
#include <utility>

#include "clients/core/connection/grpc_transfer.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/liaison/error_detail.h"
#include "proto/liaison/v1/hub.grpc.pb.h"

namespace liaison {
namespace {

constexpr int kMaxMessageBytes = 20 << 20;  // a full entry bundle has up to 16.8 MB
constexpr int kFirstRetry_ms = 500;
constexpr int kLastRetry_ms = 2000;  // an open watch resumes within 3 s of the hub's return
constexpr absl::Duration kStopPoll = absl::Milliseconds(100);
constexpr char kReasonUnreachable[] = "HUB_UNREACHABLE";

// Read by gRPC once, before its first channel. TLS 1.2 has no cipher that fits an Ed25519 key and
// this list, so only TLS 1.3 is left; the poll interval makes a restarted hub noticed at once.
void SetGrpcEnvironment() {
  static std::once_flag once;
  std::call_once(once, [] {
    // NOLINTBEGIN(concurrency-mt-unsafe)
    setenv("GRPC_SSL_CIPHER_SUITES", "ECDHE-RSA-AES256-GCM-SHA384", 1);
    setenv("GRPC_CLIENT_CHANNEL_BACKUP_POLL_INTERVAL_MS", "100", 0);
    setenv("GRPC_VERBOSITY", "NONE", 0);  // its lines on stderr are not for officers
    // NOLINTEND(concurrency-mt-unsafe)
  });
}

// gRPC takes a span as "from now", so no clock is read here.
gpr_timespec Span(absl::Duration duration) {
  return gpr_time_from_millis(absl::ToInt64Milliseconds(duration), GPR_TIMESPAN);
}

// Whether the last hub that answered was a stranger. Shared with the verifier, which gRPC owns.
struct PinState {
  std::atomic<bool> stranger{false};
};

// Accepts a hub by the hash of its public key alone; whoever holds the key proved so in the
// handshake. Thread: gRPC's.
class PinVerifier final : public grpc::experimental::ExternalCertificateVerifier {
 public:
  PinVerifier(std::vector<Hash> pins, std::shared_ptr<PinState> state)
      : pins_(std::move(pins)), state_(std::move(state)) {}

  bool Verify(grpc::experimental::TlsCustomVerificationCheckRequest* request,
              std::function<void(grpc::Status)> /*callback*/, grpc::Status* sync_status) override {
    const grpc::string_ref pem = request->peer_cert();
    const absl::StatusOr<Hash> pin = SpkiSha256OfPem({pem.data(), pem.size()});
    const bool known = pin.ok() && std::find(pins_.begin(), pins_.end(), *pin) != pins_.end();
    state_->stranger = !known;
    *sync_status = known ? grpc::Status::OK
                         : grpc::Status(grpc::StatusCode::UNAUTHENTICATED, "not the pinned hub");
    return true;
  }
  void Cancel(grpc::experimental::TlsCustomVerificationCheckRequest* /*request*/) override {}

 private:
  const std::vector<Hash> pins_;
  const std::shared_ptr<PinState> state_;
};

std::shared_ptr<grpc::Channel> MakeChannel(const GrpcConnectionOptions& options,
                                           const TlsIdentity& identity,
                                           std::shared_ptr<PinState> state) {
  grpc::experimental::IdentityKeyCertPair pair;
  pair.private_key = std::string(identity.key_pem.view());
  pair.certificate_chain = identity.certificate_pem;
  grpc::experimental::TlsChannelCredentialsOptions tls;
  tls.set_certificate_provider(
      std::make_shared<grpc::experimental::StaticDataCertificateProvider>(std::vector{pair}));
  Wipe(pair.private_key.data(), pair.private_key.size());
  tls.watch_identity_key_cert_pairs();
  tls.set_verify_server_certs(false);  // no authority, no names: the pin decides
  tls.set_check_call_host(false);
  tls.set_certificate_verifier(grpc::experimental::ExternalCertificateVerifier::Create<PinVerifier>(
      options.pins, std::move(state)));
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMaxMessageBytes);
  arguments.SetMaxSendMessageSize(kMaxMessageBytes);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, kFirstRetry_ms);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, kLastRetry_ms);
  return grpc::CreateCustomChannel(options.address, grpc::experimental::TlsCredentials(tls),
                                   arguments);
}

absl::Status BadMessage(absl::string_view what) {
  return MakeError(absl::StatusCode::kInvalidArgument,
                   "the hub's message is not of the agreed form",
                   {"HUB_MESSAGE", "", std::string(what), 0});
}

absl::StatusOr<Hash> HashOf(const std::string& bytes) {
  absl::StatusOr<Hash> hash = FixedFromBytes<Hash>(bytes);
  if (!hash.ok()) return BadMessage("proof");
  return hash;
}

v1::SubmitRequest RequestOf(const OutgoingRecord& record) {
  v1::SubmitRequest request;
  switch (record.kind) {
    case RecordKind::kEnvelope:
      request.mutable_envelope()->set_header(record.note);
      request.mutable_envelope()->set_sealed(record.sealed);
      break;
    case RecordKind::kAct:
      request.set_act(record.note);
      break;
    default:
      request.set_note(record.note);
  }
  return request;
}

absl::StatusOr<SubmitAnswer> AnswerOf(const v1::SubmitResponse& response) {
  SubmitAnswer answer;
  if (response.has_accepted()) {
    const v1::Accepted& accepted = response.accepted();
    answer.accepted = true;
    answer.index = LeafIndex(accepted.index());
    answer.time_ms = accepted.time_ms();
    for (const std::string& bytes : accepted.proof()) {
      ASSIGN_OR_RETURN(const Hash hash, HashOf(bytes));
      answer.proof.push_back(hash);
    }
    answer.checkpoint = accepted.checkpoint();
    return answer;
  }
  if (response.refusal().empty()) return BadMessage("outcome");
  answer.refusal = response.refusal();
  return answer;
}

absl::StatusOr<IncomingBatch> BatchOf(v1::InboxMessage& message) {
  IncomingBatch batch;
  for (v1::InboxItem& item : *message.mutable_items()) {
    const uint32_t kind = item.kind();
    if (kind < static_cast<uint32_t>(RecordKind::kEnvelope) ||
        kind > static_cast<uint32_t>(RecordKind::kControl)) {
      return BadMessage("kind");
    }
    if (item.precedence() >= kPrecedences) return BadMessage("precedence");
    IncomingRecord record;
    record.index = LeafIndex(item.index());
    record.time_ms = item.time_ms();
    record.kind = static_cast<RecordKind>(kind);
    record.body = std::move(*item.mutable_body());
    record.sealed = std::move(*item.mutable_sealed());
    record.precedence = static_cast<Precedence>(item.precedence());
    record.delegation = std::move(*item.mutable_delegation());
    if (!item.released_header().empty()) {
      record.released = {.index = LeafIndex(item.released_index()),
                         .time_ms = item.released_time_ms(),
                         .header = std::move(*item.mutable_released_header())};
    }
    batch.records.push_back(std::move(record));
  }
  if (message.through_size() != static_cast<int>(kPrecedences)) return BadMessage("through");
  for (size_t i = 0; i < kPrecedences; ++i) {
    batch.through[i] = TreeSize(message.through(static_cast<int>(i)));
  }
  batch.beacon = std::move(*message.mutable_beacon());
  batch.checkpoint = std::move(*message.mutable_checkpoint());
  return batch;
}

// The status of a call as this library's callers know it.
absl::Status StatusOf(const grpc::Status& status, const grpc::ClientContext& context,
                      const PinState& pin) {
  if (status.ok()) return absl::OkStatus();
  const auto code = static_cast<absl::StatusCode>(status.error_code());
  std::string detail;
  const auto& trailing = context.GetServerTrailingMetadata();
  if (const auto found = trailing.find(kErrorDetailKey); found != trailing.end()) {
    detail.assign(found->second.data(), found->second.size());
  }
  switch (code) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kUnauthenticated:
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kResourceExhausted:
      return DecodeError(code, status.error_message(), detail);
    default:
      break;
  }
  if (pin.stranger) {
    return MakeError(absl::StatusCode::kUnauthenticated,
                     "what answers at the hub's address does not hold the key that the charter "
                     "names: check the address; if it is right, tell the operator",
                     {"WRONG_HUB_KEY", "", ""});
  }
  // DataLoss among them: an alarm rests on our own checks, never on the hub's word.
  return MakeError(absl::StatusCode::kUnavailable,
                   "the hub cannot be reached, or did not answer in time",
                   {kReasonUnreachable, "", ""});
}

class GrpcConnection final : public HubConnection {
 public:
  GrpcConnection(const GrpcConnectionOptions& options, const TlsIdentity& identity)
      : deadline_(options.deadline),
        connect_patience_(std::min(options.connect_patience, options.deadline)),
        silence_max_(options.silence_max),
        trickle_{options.trickle_span, options.trickle_bytes},
        pin_(std::make_shared<PinState>()),
        channel_(MakeChannel(options, identity, pin_)),
        submission_(v1::Submission::NewStub(channel_)),
        inbox_(v1::Inbox::NewStub(channel_)),
        log_(v1::Log::NewStub(channel_)),
        blobs_(v1::Blobs::NewStub(channel_)),
        status_(v1::Status::NewStub(channel_)) {}

  absl::StatusOr<SubmitAnswer> Submit(const OutgoingRecord& record) override {
    v1::SubmitResponse response;
    RETURN_IF_ERROR(Call([&](grpc::ClientContext& context) {
      return submission_->Submit(&context, RequestOf(record), &response);
    }));
    return AnswerOf(response);
  }

  absl::StatusOr<std::string> GetResource(absl::string_view path) override {
    v1::GetResourceRequest request;
    request.set_path(std::string(path));
    v1::GetResourceResponse response;
    RETURN_IF_ERROR(Call([&](grpc::ClientContext& context) {
      return log_->GetResource(&context, request, &response);
    }));
    return std::move(*response.mutable_data());
  }

  absl::StatusOr<HubStatusAnswer> GetStatus() override {
    v1::StatusResponse response;
    RETURN_IF_ERROR(Call([&](grpc::ClientContext& context) {
      return status_->GetStatus(&context, v1::StatusRequest(), &response);
    }));
    HubStatusAnswer answer;
    answer.size = TreeSize(response.size());
    answer.time_ms = response.time_ms();
    answer.checkpoint = response.checkpoint();
    answer.state = response.state();
    for (const v1::OfficeHeard& office : response.offices()) {
      answer.offices_heard_ms.emplace_back(office.office(), office.last_heard_ms());
    }
    return answer;
  }

  absl::Status Watch(const std::array<LeafIndex, kPrecedences>& cursors, bool only_what_is_there,
                     absl::Notification& stop,
                     absl::FunctionRef<absl::Status(const IncomingBatch&)> on_batch) override;

  absl::StatusOr<BlobState> BlobStatus(const Hash& sha256, uint64_t size) override {
    v1::BlobStatusRequest request;
    request.set_sha256(std::string(sha256.view()));
    request.set_size(size);
    v1::BlobProgress progress;
    RETURN_IF_ERROR(Call([&](grpc::ClientContext& context) {
      return blobs_->GetStatus(&context, request, &progress);
    }));
    return BlobState{progress.committed(), progress.complete()};
  }

  absl::StatusOr<BlobState> PutBlob(const Hash& sha256, uint64_t size, uint64_t offset,
                                    BlobSource next) override {
    v1::PutBlobRequest first;
    first.set_sha256(std::string(sha256.view()));
    first.set_size(size);
    first.set_offset(offset);
    v1::BlobProgress progress;
    RETURN_IF_ERROR(Transfer([&](grpc::ClientContext& context) {
      return PutByGrpc(*blobs_, context, std::move(first), next, trickle_, progress);
    }));
    return BlobState{progress.committed(), progress.complete()};
  }

  absl::Status GetBlob(const Hash& sha256, const Hash& object, uint64_t offset, uint64_t length,
                       BlobSink on_data) override {
    v1::GetBlobRequest request;
    request.set_sha256(std::string(sha256.view()));
    request.set_object(std::string(object.view()));
    request.set_offset(offset);
    request.set_length(length);
    return Transfer([&](grpc::ClientContext& context) {
      return GetByGrpc(*blobs_, context, request, on_data, trickle_);
    });
  }

 private:
  template <typename Body>
  absl::Status Call(Body body) {
    grpc::ClientContext context;
    context.set_wait_for_ready(true);
    context.set_deadline(Span(deadline_));
    if (!IsConnected()) {
      return StatusOf(grpc::Status(grpc::StatusCode::UNAVAILABLE, ""), context, *pin_);
    }
    return StatusOf(body(context), context, *pin_);
  }

  // As Call, without a deadline: a transfer takes as long as it moves.
  template <typename Body>
  absl::Status Transfer(Body body) {
    grpc::ClientContext context;
    if (!IsConnected()) {
      return StatusOf(grpc::Status(grpc::StatusCode::UNAVAILABLE, ""), context, *pin_);
    }
    const TransferEnd end = body(context);
    RETURN_IF_ERROR(end.own);
    return StatusOf(end.line, context, *pin_);
  }

  // An officer who sends must hear within seconds that it is queued. The first call waits for the
  // line; while it stays down the calls after it only look.
  bool IsConnected() {
    const absl::Duration patience = line_is_down_ ? absl::ZeroDuration() : connect_patience_;
    line_is_down_ = !channel_->WaitForConnected(Span(patience));
    return !line_is_down_;
  }

  const absl::Duration deadline_;
  const absl::Duration connect_patience_;
  const absl::Duration silence_max_;
  const TrickleLimit trickle_;
  std::atomic<bool> line_is_down_{false};
  const std::shared_ptr<PinState> pin_;
  const std::shared_ptr<grpc::Channel> channel_;
  const std::unique_ptr<v1::Submission::Stub> submission_;
  const std::unique_ptr<v1::Inbox::Stub> inbox_;
  const std::unique_ptr<v1::Log::Stub> log_;
  const std::unique_ptr<v1::Blobs::Stub> blobs_;
  const std::unique_ptr<v1::Status::Stub> status_;
};

// One stream whose single pending operation can be waited for with an eye on `stop`: gRPC's
// blocking read cannot be, and a second thread would only wait for the same two things.
class WatchCall {
 public:
  WatchCall(v1::Inbox::Stub& stub, const v1::WatchRequest& request, absl::Notification& stop,
            absl::Duration silence_max)
      : stop_(stop), ticks_max_(silence_max / kStopPoll) {
    context_.set_wait_for_ready(true);
    reader_ = stub.PrepareAsyncWatch(&context_, request, &queue_);
    reader_->StartCall(this);
    started_ = Wait();
  }
  WatchCall(const WatchCall&) = delete;
  WatchCall& operator=(const WatchCall&) = delete;
  ~WatchCall() {
    queue_.Shutdown();
    void* tag = nullptr;
    bool ok = false;
    while (queue_.Next(&tag, &ok)) {
    }
  }

  bool Read(v1::InboxMessage* message) {
    if (!started_) return false;
    reader_->Read(message, this);
    return Wait();
  }
  void Cancel() { context_.TryCancel(); }
  // Once, after Read returned false or Cancel.
  grpc::Status Finish() {
    grpc::Status status;
    reader_->Finish(&status, this);
    Wait();
    return status;
  }
  const grpc::ClientContext& context() const { return context_; }

 private:
  // Until the pending operation is done; cancels it where the user stops or the line is dead.
  bool Wait() {
    void* tag = nullptr;
    bool ok = false;
    for (int64_t ticks = 0;; ++ticks) {
      if (queue_.AsyncNext(&tag, &ok, Span(kStopPoll)) != grpc::CompletionQueue::TIMEOUT) return ok;
      if (stop_.HasBeenNotified() || ticks >= ticks_max_) Cancel();
    }
  }

  absl::Notification& stop_;
  const int64_t ticks_max_;
  grpc::ClientContext context_;
  grpc::CompletionQueue queue_;
  std::unique_ptr<grpc::ClientAsyncReader<v1::InboxMessage>> reader_;
  bool started_ = false;
};

absl::Status GrpcConnection::Watch(const std::array<LeafIndex, kPrecedences>& cursors,
                                   bool only_what_is_there, absl::Notification& stop,
                                   absl::FunctionRef<absl::Status(const IncomingBatch&)> on_batch) {
  v1::WatchRequest request;
  for (const LeafIndex cursor : cursors) request.add_cursors(cursor.value());
  request.set_only_what_is_there(only_what_is_there);
  WatchCall call(*inbox_, request, stop, silence_max_);
  absl::Status failed;
  v1::InboxMessage message;
  while (failed.ok() && call.Read(&message)) {
    if (stop.HasBeenNotified()) break;
    absl::StatusOr<IncomingBatch> batch = BatchOf(message);
    failed = batch.ok() ? on_batch(*batch) : batch.status();
  }
  if (!failed.ok() || stop.HasBeenNotified()) call.Cancel();
  const grpc::Status status = call.Finish();
  RETURN_IF_ERROR(failed);
  if (stop.HasBeenNotified()) return absl::CancelledError("stopped");
  if (status.ok() && !only_what_is_there) {
    return MakeError(absl::StatusCode::kUnavailable, "the hub ended the stream",
                     {kReasonUnreachable, "", ""});
  }
  return StatusOf(status, call.context(), *pin_);
}

}  // namespace

absl::StatusOr<std::unique_ptr<HubConnection>> ConnectByGrpc(const GrpcConnectionOptions& options,
                                                             const TlsIdentity& identity) {
  if (options.address.empty()) return Malformed("address", "EMPTY", "the hub has no address");
  if (options.pins.empty()) {
    return Malformed("tls", "EMPTY", "without a pinned key any hub would be as good");
  }
  SetGrpcEnvironment();
  return std::make_unique<GrpcConnection>(options, identity);
}

}  // namespace liaison
