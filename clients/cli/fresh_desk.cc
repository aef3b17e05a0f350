#include "clients/cli/fresh_desk.h"

#include "clients/cli/map_news.h"
#include "clients/cli/notice_view.h"
#include "proto/base/status_macros.h"

namespace liaison {

absl::StatusOr<std::unique_ptr<Desk>> OpenFreshDesk(Context& context, absl::Status& line) {
  ASSIGN_OR_RETURN(std::unique_ptr<Desk> desk, context.OpenDesk());
  const absl::StatusOr<SyncReport> synced = desk->Sync({.on_event = [&](const InboxEvent& event) {
    if (event.alarm.has_value()) ShowEvent(context, event, desk->archive());
  }});
  if (synced.ok()) {
    ShowSent(context, synced->sent, desk->outbox());
    ShowMapTrouble(context, *synced);
  }
  line = synced.status();
  if (!line.ok() && line.code() != absl::StatusCode::kUnavailable) return line;
  return desk;
}

}  // namespace liaison
