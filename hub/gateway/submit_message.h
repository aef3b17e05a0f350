// Submissions and their outcomes between the wire's messages and the hub's types.
#ifndef LIAISON_HUB_GATEWAY_SUBMIT_MESSAGE_H_
#define LIAISON_HUB_GATEWAY_SUBMIT_MESSAGE_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "hub/hub.h"
#include "hub/log_line/logger.h"
#include "proto/liaison/v1/hub.pb.h"

namespace liaison {

// Errors: InvalidArgument ITEM if the request holds none of the three.
absl::StatusOr<Submission> ReadSubmission(const v1::SubmitRequest& request);

// Fills `response` with what was decided. Errors: the outcome's status where nothing was decided
// (unknown outcome), for the call to end with.
absl::Status WriteOutcome(Outcome outcome, v1::SubmitResponse& response);

// One line for each refusal: kind, code, rule. Never who, never to whom.
void LogOutcome(RecordKind kind, const Outcome& outcome, Logger& log);

}  // namespace liaison

#endif  // LIAISON_HUB_GATEWAY_SUBMIT_MESSAGE_H_
