// What a command about something shared begins with: the desk, brought up to date, and the time by
// which it judges.
#ifndef LIAISON_CLIENTS_CLI_DESK_SESSION_H_
#define LIAISON_CLIENTS_CLI_DESK_SESSION_H_

#include <cstdint>
#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/cli/context.h"
#include "clients/core/outgoing/compose.h"

namespace liaison {

struct DeskSession {
  std::unique_ptr<Desk> desk;
  absl::Status line;     // ok: what is shown is fresh; else Unavailable
  int64_t as_of_ms = 0;  // newest hub time known here
  int64_t now_ms = 0;    // that, or the own clock where it is later
};
// Errors: those of OpenFreshDesk; FailedPrecondition NOT_SYNCED.
absl::Status OpenDeskSession(Context& context, DeskSession& session);

// A sealed notice that belongs to what a command does, queued. Errors: those of CheckMaySend and
// Outbox::Enqueue.
absl::StatusOr<OutboxItem> QueueBeside(Desk& desk, const NoticeDraft& draft);
// Sends what is queued, with its attachments; a line that is down is no error. Errors: those of
// Desk::FlushAll.
absl::Status FlushBeside(Context& context, Desk& desk);
// Both; how it stands then.
absl::StatusOr<OutboxItem> SendBeside(Context& context, Desk& desk, const NoticeDraft& draft);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_DESK_SESSION_H_
