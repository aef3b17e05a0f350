#include "clients/core/incoming/rosters.h"

#include <map>
#include <utility>

#include "proto/base/status_macros.h"

namespace liaison {

absl::StatusOr<std::vector<KeptRoster>> AllRosters(absl::string_view ns, Archive& archive) {
  ASSIGN_OR_RETURN(std::vector<ArchivedOfficeAct> acts, archive.OfficeActs(ns));
  std::vector<KeptRoster> rosters;
  for (ArchivedOfficeAct& archived : acts) {
    const auto* act = std::get_if<RosterAct>(&archived.act);
    if (act == nullptr) continue;
    absl::StatusOr<Roster> roster = ParseRoster(act->roster);
    if (!roster.ok()) continue;
    RosterAct copy = *act;
    rosters.push_back(
        {.archived = std::move(archived), .act = std::move(copy), .roster = *std::move(roster)});
  }
  return rosters;
}

absl::StatusOr<std::vector<KeptRoster>> RostersInForce(absl::string_view ns, Archive& archive) {
  ASSIGN_OR_RETURN(std::vector<KeptRoster> all, AllRosters(ns, archive));
  std::map<MailboxId, KeptRoster> newest;
  for (KeptRoster& roster : all) {
    const MailboxId mailbox = roster.roster.mailbox;
    newest.try_emplace(mailbox, std::move(roster));
  }
  std::vector<KeptRoster> in_force;
  for (auto& [mailbox, roster] : newest) in_force.push_back(std::move(roster));
  return in_force;
}

}  // namespace liaison
