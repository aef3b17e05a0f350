// What this machine's tz database says of some zones, to be put into the log once. Program side:
// the hub itself knows no machine. Source: proto/rules/time_zones.h.
#ifndef LIAISON_HUB_MACHINE_TIME_ZONES_H_
#define LIAISON_HUB_MACHINE_TIME_ZONES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "proto/base/file_system.h"
#include "proto/rules/time_zones.h"

namespace liaison {

// Of these zones, from 2015 to the end of 2037: rules that have no end are written out. Errors:
// FailedPrecondition TZDATA (no database, or its version cannot be told), NotFound ZONE (not in
// it), InvalidArgument ZONE (no name of one).
absl::StatusOr<TimeZones> ReadMachineTimeZones(FileSystem& files,
                                               const std::vector<std::string>& names);

}  // namespace liaison

#endif  // LIAISON_HUB_MACHINE_TIME_ZONES_H_
