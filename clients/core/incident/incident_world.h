// What this desk knows of duty and of keys: its own office's rosters, and the directory.
#ifndef LIAISON_CLIENTS_CORE_INCIDENT_INCIDENT_WORLD_H_
#define LIAISON_CLIENTS_CORE_INCIDENT_INCIDENT_WORLD_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/core/desk/desk.h"
#include "clients/core/incoming/rosters.h"
#include "proto/rules/incident.h"

namespace liaison {

class PlacedWorld : public LadderWorld {
 public:
  // Questions are asked as of here.
  virtual void SetPlace(LeafIndex place) = 0;
};

class DeskLadderWorld : public PlacedWorld {
 public:
  // Errors: those of the database. `desk` outlives it.
  static absl::StatusOr<DeskLadderWorld> Read(Desk& desk);

  void SetPlace(LeafIndex place) override { place_ = place; }

  std::optional<Duty> DutyOf(const MailboxId& mailbox, int64_t time_ms) override;
  std::optional<LeafIndex> UndeliverableSince(const MailboxId& mailbox) override;

  DeskLadderWorld(DeskLadderWorld&& other) noexcept
      : directory_(other.directory_),
        rosters_(std::move(other.rosters_)),
        zones_(std::move(other.zones_)),
        place_(other.place_) {}

 private:
  explicit DeskLadderWorld(const Directory& directory) : directory_(directory) {}

  const Directory& directory_;
  std::vector<KeptRoster> rosters_;  // newest first
  std::optional<TimeZones> zones_;
  LeafIndex place_;
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_INCIDENT_INCIDENT_WORLD_H_
