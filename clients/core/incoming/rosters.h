// The own office's rosters, as they came back from the log. Source: CRYPTO 1.8.
#ifndef LIAISON_CLIENTS_CORE_INCOMING_ROSTERS_H_
#define LIAISON_CLIENTS_CORE_INCOMING_ROSTERS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/core/incoming/archive.h"
#include "proto/rules/roster.h"
#include "proto/text/office_act.h"

namespace liaison {

struct KeptRoster {
  ArchivedOfficeAct archived;
  RosterAct act;
  Roster roster;
};

// All versions, newest first; one whose text cannot be read counts for nothing. Errors: those of
// the database.
absl::StatusOr<std::vector<KeptRoster>> AllRosters(absl::string_view ns, Archive& archive);
// The newest of each mailbox, which is the one that counts, sorted by mailbox.
absl::StatusOr<std::vector<KeptRoster>> RostersInForce(absl::string_view ns, Archive& archive);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_INCOMING_ROSTERS_H_
