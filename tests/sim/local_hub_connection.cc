#include "tests/sim/local_hub_connection.h"

#include <optional>
#include <string>
#include <utility>

#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

absl::Status Unreachable() {
  return MakeError(absl::StatusCode::kUnavailable, "no line to the hub",
                   {.reason = "HUB_UNREACHABLE", .subject = "", .field = ""});
}

IncomingBatch ToIncoming(InboxBatch batch) {
  IncomingBatch incoming{.through = batch.through, .checkpoint = std::move(batch.checkpoint)};
  for (InboxRecord& record : batch.records) {
    IncomingRecord& copy = incoming.records.emplace_back();
    copy = {.index = record.index,
            .time_ms = record.time_ms,
            .kind = record.kind,
            .body = std::move(record.body),
            .sealed = std::move(record.sealed),
            .precedence = record.precedence,
            .delegation = std::move(record.delegation)};
    if (!record.released.has_value()) continue;
    copy.released = {.index = record.released->index,
                     .time_ms = record.released->time_ms,
                     .header = std::move(record.released->header)};
  }
  return incoming;
}

absl::StatusOr<SubmitAnswer> ToAnswer(Outcome outcome) {
  if (outcome.accepted.has_value()) {
    return SubmitAnswer{.accepted = true,
                        .index = outcome.accepted->index,
                        .time_ms = outcome.accepted->time_ms,
                        .proof = std::move(outcome.accepted->proof),
                        .checkpoint = std::move(outcome.accepted->checkpoint)};
  }
  if (!outcome.refusal.empty()) return SubmitAnswer{.refusal = std::move(outcome.refusal)};
  return outcome.status;
}

class LocalHubConnection final : public HubConnection {
 public:
  LocalHubConnection(LocalLine& line, const Hash& tls) : line_(line), tls_(tls) {}

  absl::StatusOr<SubmitAnswer> Submit(const OutgoingRecord& record) override;
  absl::StatusOr<std::string> GetResource(absl::string_view path) override;
  absl::StatusOr<HubStatusAnswer> GetStatus() override;
  absl::Status Watch(const std::array<LeafIndex, kPrecedences>& cursors, bool only_what_is_there,
                     absl::Notification& stop,
                     absl::FunctionRef<absl::Status(const IncomingBatch&)> on_batch) override;
  // No desk under the simulation attaches anything.
  absl::StatusOr<BlobState> BlobStatus(const Hash& /*sha256*/, uint64_t /*size*/) override {
    return Unreachable();
  }
  absl::StatusOr<BlobState> PutBlob(const Hash& /*sha256*/, uint64_t /*size*/, uint64_t /*offset*/,
                                    BlobSource /*next*/) override {
    return Unreachable();
  }
  absl::Status GetBlob(const Hash& /*sha256*/, const Hash& /*object*/, uint64_t /*offset*/,
                       uint64_t /*length*/, BlobSink /*on_data*/) override {
    return Unreachable();
  }

 private:
  // The hub and who calls it, authenticated anew: a certificate may have ended.
  struct Call {
    Hub* hub;
    Principal principal;
    LineFault fault;
  };
  absl::StatusOr<Call> Begin();

  LocalLine& line_;
  const Hash tls_;
};

absl::StatusOr<LocalHubConnection::Call> LocalHubConnection::Begin() {
  const LineFault fault = line_.NextFault();
  Hub* const hub = line_.hub();
  if (fault == LineFault::kDown || hub == nullptr) return Unreachable();
  ASSIGN_OR_RETURN(Principal principal, hub->Authenticate(tls_));
  return Call{.hub = hub, .principal = std::move(principal), .fault = fault};
}

absl::StatusOr<SubmitAnswer> LocalHubConnection::Submit(const OutgoingRecord& record) {
  ASSIGN_OR_RETURN(const Call call, Begin());
  // Shared, because a record that is committed late is answered when nobody waits any more.
  const auto answered = std::make_shared<std::optional<Outcome>>();
  call.hub->Submit(call.principal,
                   {.kind = record.kind, .note = record.note, .sealed = record.sealed},
                   [answered](Outcome outcome) { *answered = std::move(outcome); });
  if (call.fault == LineFault::kCommittedLate) return Unreachable();
  while (call.hub->RunSequencer() != 0) {
  }
  if (call.fault == LineFault::kAnswerLost || !answered->has_value()) return Unreachable();
  return ToAnswer(**std::move(answered));
}

absl::StatusOr<std::string> LocalHubConnection::GetResource(absl::string_view path) {
  ASSIGN_OR_RETURN(const Call call, Begin());
  return call.hub->GetResource(path);
}

absl::StatusOr<HubStatusAnswer> LocalHubConnection::GetStatus() {
  ASSIGN_OR_RETURN(const Call call, Begin());
  HubStatus status = call.hub->GetStatus();
  return HubStatusAnswer{.size = status.size,
                         .time_ms = status.time_ms,
                         .checkpoint = std::move(status.checkpoint),
                         .state = std::move(status.state),
                         .offices_heard_ms = std::move(status.offices_heard_ms)};
}

absl::Status LocalHubConnection::Watch(
    const std::array<LeafIndex, kPrecedences>& cursors, bool only_what_is_there,
    absl::Notification& stop, absl::FunctionRef<absl::Status(const IncomingBatch&)> on_batch) {
  InboxCursors next = cursors;
  for (;;) {
    if (stop.HasBeenNotified()) return absl::CancelledError("the watch was stopped");
    ASSIGN_OR_RETURN(const Call call, Begin());
    ASSIGN_OR_RETURN(InboxBatch batch, call.hub->ReadInbox(call.principal, next));
    // The last message has no records but says, as the gateway does, that everything was sent.
    const bool last = batch.records.empty();
    RETURN_IF_ERROR(on_batch(ToIncoming(std::move(batch))));
    if (last) return only_what_is_there ? absl::OkStatus() : Unreachable();
  }
}

}  // namespace

std::unique_ptr<HubConnection> ConnectLocally(LocalLine& line, const Hash& tls_spki_sha256) {
  return std::make_unique<LocalHubConnection>(line, tls_spki_sha256);
}

}  // namespace liaison
