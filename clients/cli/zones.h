// The time zones with which hub and desks compute.
#ifndef LIAISON_CLIENTS_CLI_ZONES_H_
#define LIAISON_CLIENTS_CLI_ZONES_H_

#include "absl/status/statusor.h"
#include "clients/core/desk/desk.h"
#include "proto/rules/time_zones.h"

namespace liaison {

// The newest that the hub has logged. Errors: FailedPrecondition NO_TIME_ZONES (none came yet).
absl::StatusOr<TimeZones> ZonesHere(Desk& desk);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_ZONES_H_
