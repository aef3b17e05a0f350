// The incidents that this desk knows, each with its records: a notice with a ladder, once for each
// addressee office, or an alert with a ladder. Source: DESIGN section 8; ESCALATION, rule 1.
#ifndef LIAISON_CLIENTS_CORE_INCIDENT_INCIDENT_CASE_H_
#define LIAISON_CLIENTS_CORE_INCIDENT_INCIDENT_CASE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/core/desk/desk.h"
#include "clients/core/incoming/archive.h"
#include "proto/rules/incident.h"
#include "proto/rules/ladder.h"
#include "proto/text/header.h"

namespace liaison {

// The notice itself, one that follows or withdraws it, or what was said about it.
struct FollowUp {
  std::string serial;
};
struct Withdrawal {
  std::string serial;
};
struct Raised {};
struct CaseRecord {
  LeafIndex index;
  int64_t time_ms = 0;  // hub time
  std::variant<Raised, FollowUp, Withdrawal, ArchivedReceipt, ArchivedOfficeAct, ArchivedRelease,
               ArchivedAlert>
      what;
};

struct IncidentCase {
  Hash id;             // header hash of its first envelope, or an alert's hash
  std::string office;  // addressee; empty: an alert's
  std::string name;    // the notice's serial, or the first digits of the alert's hash
  bool sent = false;   // by the own office
  std::string plugin;  // that raised the alert; empty: a notice, or the hub itself
  Addressing addressing;
  std::optional<PolicyRef> ladder;
  bool ladder_known = false;  // its policy is in the own copy of the log
  LadderPlan plan;
  std::vector<CaseRecord> records;  // in log order; the first raised it
};

// Oldest first. Errors: those of the database.
absl::StatusOr<std::vector<IncidentCase>> AllIncidents(Desk& desk);
// One, by the handle of its notice or alert; `office` chooses among several. Errors: as
// Archive::Find; NotFound NO_SUCH_INCIDENT (it has no ladder); FailedPrecondition WHICH_OFFICE.
absl::StatusOr<IncidentCase> FindIncident(Desk& desk, const std::string& handle,
                                          absl::string_view office);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_INCIDENT_INCIDENT_CASE_H_
