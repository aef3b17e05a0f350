#include "clients/cli/desk_session.h"

#include <algorithm>

#include "clients/cli/fresh_desk.h"
#include "clients/cli/notice_view.h"
#include "clients/cli/progress.h"
#include "clients/core/forms/authority.h"
#include "proto/base/status_macros.h"

namespace liaison {

absl::Status OpenDeskSession(Context& context, DeskSession& session) {
  ASSIGN_OR_RETURN(session.desk, OpenFreshDesk(context, session.line));
  RETURN_IF_ERROR(session.desk->outbox().CheckSynced());
  session.as_of_ms = session.desk->hub_time_ms();
  session.now_ms = std::max(session.as_of_ms, NowMs(context.world.clock));
  return absl::OkStatus();
}

absl::StatusOr<OutboxItem> QueueBeside(Desk& desk, const NoticeDraft& draft) {
  RETURN_IF_ERROR(CheckMaySend(desk.mirror().directory().mission(),
                               {draft.as, draft.to, draft.info}, draft.kind, draft.form));
  return desk.outbox().Enqueue(draft);
}

absl::Status FlushBeside(Context& context, Desk& desk) {
  TransferMeter meter(context.output.Say("attachment.sending"));
  const absl::StatusOr<FlushReport> flushed = desk.FlushAll(meter.Callback());
  if (flushed.ok()) ShowSent(context, *flushed, desk.outbox());
  return absl::IsUnavailable(flushed.status()) ? absl::OkStatus() : flushed.status();
}

absl::StatusOr<OutboxItem> SendBeside(Context& context, Desk& desk, const NoticeDraft& draft) {
  ASSIGN_OR_RETURN(const OutboxItem queued, QueueBeside(desk, draft));
  RETURN_IF_ERROR(FlushBeside(context, desk));
  return desk.outbox().Get(queued.id);
}

}  // namespace liaison
