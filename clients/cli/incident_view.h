// How an incident looks: a line, its ladder, and the story of it, step by step.
#ifndef LIAISON_CLIENTS_CLI_INCIDENT_VIEW_H_
#define LIAISON_CLIENTS_CLI_INCIDENT_VIEW_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/cli/context.h"
#include "clients/core/desk/desk.h"
#include "clients/core/incident/incident_case.h"
#include "clients/core/incident/incident_replay.h"
#include "proto/text/canonical_json.h"

namespace liaison {

struct ShownIncident {
  IncidentCase incident;
  IncidentReplay replay;
};
// All, or one, replayed up to `now_ms` of hub time. Errors: as AllIncidents.
absl::StatusOr<std::vector<ShownIncident>> ReplayAll(Desk& desk, int64_t now_ms);
absl::StatusOr<IncidentReplay> ReplayOne(Desk& desk, const IncidentCase& incident, int64_t now_ms);

bool IsOpen(const ShownIncident& shown);
// A step that should be done, and no record of it is here.
bool IsOverdue(const ShownIncident& shown);

// Name, office, precedence, phase, rung, and when what comes next.
void ShowIncidentLine(Context& context, const ShownIncident& shown, int64_t now_ms);
// Who is told when, by its ladder.
void ShowLadder(Context& context, const IncidentCase& incident);
// What happened, when, why, how late; what did not, and why not; what comes next. `fresh`: the hub
// was asked just now, so what is missing is missing.
void Explain(Context& context, const ShownIncident& shown, int64_t now_ms, bool fresh);
Json IncidentJson(const ShownIncident& shown);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_INCIDENT_VIEW_H_
