#include "clients/core/incident/incident_world.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/base/status_macros.h"

namespace liaison {

absl::StatusOr<DeskLadderWorld> DeskLadderWorld::Read(Desk& desk) {
  DeskLadderWorld world(desk.mirror().directory());
  ASSIGN_OR_RETURN(world.rosters_, AllRosters(desk.config().ns, desk.archive()));
  ASSIGN_OR_RETURN(world.zones_, desk.archive().TimeZonesInForce());
  return world;
}

std::optional<LadderWorld::Duty> DeskLadderWorld::DutyOf(const MailboxId& mailbox,
                                                         int64_t time_ms) {
  if (!zones_.has_value()) return std::nullopt;
  for (const KeptRoster& kept : rosters_) {
    if (kept.roster.mailbox != mailbox || kept.archived.time_ms > time_ms) continue;
    const ZoneRules* zone = zones_->Find(kept.roster.zone);
    if (zone == nullptr) return std::nullopt;
    Duty duty{.changes_ms = NextDutyChange_ms(kept.roster, *zone, time_ms),
              .roster = kept.archived.index};
    for (const std::string& label : OnDuty(kept.roster, *zone, time_ms)) {
      duty.devices.push_back(absl::StrCat(directory_.ns(), "/", mailbox.office, "/", label));
    }
    return duty;
  }
  return std::nullopt;
}

std::optional<LeafIndex> DeskLadderWorld::UndeliverableSince(const MailboxId& mailbox) {
  if (!directory_.Resolve(mailbox, SizeBefore(place_)).empty()) return std::nullopt;
  return place_;
}

}  // namespace liaison
