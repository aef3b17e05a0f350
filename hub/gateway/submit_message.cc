#include "hub/gateway/submit_message.h"

#include <string>
#include <utility>

#include "proto/base/error.h"
#include "proto/text/hash.h"

namespace liaison {

absl::StatusOr<Submission> ReadSubmission(const v1::SubmitRequest& request) {
  switch (request.item_case()) {
    case v1::SubmitRequest::kEnvelope:
      return Submission{.kind = RecordKind::kEnvelope,
                        .note = request.envelope().header(),
                        .sealed = request.envelope().sealed()};
    case v1::SubmitRequest::kAct:
      return Submission{.kind = RecordKind::kAct, .note = request.act(), .sealed = ""};
    case v1::SubmitRequest::kNote:
      return Submission{.kind = RecordKind::kNote, .note = request.note(), .sealed = ""};
    case v1::SubmitRequest::ITEM_NOT_SET:
      break;
  }
  return Malformed("item", "ITEM", "a submission holds an envelope, an act or a note");
}

absl::Status WriteOutcome(Outcome outcome, v1::SubmitResponse& response) {
  if (outcome.accepted.has_value()) {
    v1::Accepted& accepted = *response.mutable_accepted();
    accepted.set_index(outcome.accepted->index.value());
    accepted.set_time_ms(outcome.accepted->time_ms);
    accepted.mutable_proof()->Reserve(static_cast<int>(outcome.accepted->proof.size()));
    for (const Hash& hash : outcome.accepted->proof) {
      accepted.add_proof(hash.bytes.data(), hash.bytes.size());
    }
    accepted.set_checkpoint(std::move(outcome.accepted->checkpoint));
    return absl::OkStatus();
  }
  if (!outcome.refusal.empty()) {
    response.set_refusal(std::move(outcome.refusal));
    return absl::OkStatus();
  }
  if (outcome.status.ok()) return absl::InternalError("an outcome without a decision");
  return outcome.status;
}

void LogOutcome(RecordKind kind, const Outcome& outcome, Logger& log) {
  if (outcome.accepted.has_value()) return;
  const std::string rule = ReasonOf(outcome.status);
  log.Log(LogLevel::kInfo, outcome.refusal.empty() ? "not_decided" : "refused",
          {{"kind", RecordKindName(kind)},
           {"code", absl::StatusCodeToString(outcome.status.code())},
           {"rule", rule.empty() ? absl::string_view("-") : absl::string_view(rule)}});
}

}  // namespace liaison
