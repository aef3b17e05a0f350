// An incident as a row, and back.
#ifndef LIAISON_PLUGINS_ESCALATION_ROWS_H_
#define LIAISON_PLUGINS_ESCALATION_ROWS_H_

#include <string>

#include "plugins/escalation/rows.pb.h"
#include "proto/rules/incident.h"

namespace liaison::escalation {

IncidentRow RowOf(const Incident& incident, const std::string& office);  // without timer
Incident IncidentOf(const IncidentRow& row);

}  // namespace liaison::escalation

#endif  // LIAISON_PLUGINS_ESCALATION_ROWS_H_
