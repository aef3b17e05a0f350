// What should have happened to an incident by its ladder, held against what the hub has recorded.
// Source: ESCALATION.
#ifndef LIAISON_CLIENTS_CORE_INCIDENT_INCIDENT_REPLAY_H_
#define LIAISON_CLIENTS_CORE_INCIDENT_INCIDENT_REPLAY_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "clients/core/incident/incident_case.h"
#include "clients/core/incident/incident_world.h"
#include "proto/rules/incident.h"
#include "proto/text/names.h"

namespace liaison {

// A step of the ladder for which this desk has no record, although it would have got one.
struct MissingStep {
  Decision decision;
  // Still open, and nobody has done it: the hub or its plugin is silent.
  bool overdue = false;
};
struct IncidentReplay {
  Incident state;  // as it should be now
  std::vector<MissingStep> missing;
  std::vector<Decision> next;        // what comes if nobody does anything; empty: nothing more
  std::optional<int64_t> next_ms{};  // hub time
};

// `own` are the desk's mailboxes; `now_ms` is hub time, `place` the end of the own copy of the log.
IncidentReplay ReplayIncident(const IncidentCase& incident, const std::vector<MailboxId>& own,
                              PlacedWorld& world, int64_t now_ms, LeafIndex place);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_INCIDENT_INCIDENT_REPLAY_H_
