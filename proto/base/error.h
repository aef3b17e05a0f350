// Errors as part of the interface. Every error that leaves a library says what happened, to which
// object, and what to do now; it carries one machine-readable detail, and programs branch on code
// and reason, never on the text. No content of notices, no keys, no paths of secrets in either.
//
// The codes are those of absl::StatusCode, with one meaning each:
//   InvalidArgument                    bytes are wrong, never resend
//   NotFound                           no such thing
//   Unauthenticated, PermissionDenied  unknown; not your role
//   AlreadyExists                      same id, other content
//   FailedPrecondition, Aborted        a person must act; re-read, redo
//   ResourceExhausted                  wait, free space
//   Unavailable                        same call again
//   DataLoss                           forged or damaged: keep the evidence, alarm
#ifndef LIAISON_PROTO_BASE_ERROR_H_
#define LIAISON_PROTO_BASE_ERROR_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace liaison {

// What liaison.v1.ErrorDetail carries on the wire.
struct ErrorDetail {
  std::string reason;          // stable code in UPPER_SNAKE, e.g. "COUNTER_SKIPPED"
  std::string subject;         // the object: a hash prefix, a mailbox, a file's role
  std::string field;           // the field of the format, as the grammar spells it, or empty
  int64_t retry_after_ms = 0;  // 0: no advice
};

// A status with `detail` attached. `message` is for people: what happened, what to do.
absl::Status MakeError(absl::StatusCode code, absl::string_view message, ErrorDetail detail);

// The shorthand that parsers use: InvalidArgument, reason `rule`, about `field`.
absl::Status Malformed(absl::string_view field, absl::string_view rule, absl::string_view message);

// The detail attached by MakeError, or nullopt (foreign status).
std::optional<ErrorDetail> DetailOf(const absl::Status& status);

// The reason of a status, or "" where there is none.
std::string ReasonOf(const absl::Status& status);

}  // namespace liaison

#endif  // LIAISON_PROTO_BASE_ERROR_H_
