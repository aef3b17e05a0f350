// Time zones enter the log, so that plugins and desks compute with the same rules for ever,
// whatever a machine's own database says. Source: proto/rules/time_zones.h.
#ifndef LIAISON_HUB_PLUGIN_HOST_TIME_ZONES_CONTROL_H_
#define LIAISON_HUB_PLUGIN_HOST_TIME_ZONES_CONTROL_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "hub/plugin_host/effect_commit.h"
#include "proto/text/canonical_json.h"

namespace liaison {

// A plugin must be able to keep them in one row.
inline constexpr size_t kTimeZonesBytesMax = 48 << 10;

// A CONTROL record, unless the newest one says the same. Returns `record`, `database`, `zones` and
// whether it was `logged` now. Errors: InvalidArgument, field "time_zones"; Unavailable, DataLoss.
absl::StatusOr<Json> LogTimeZones(const CommitPlace& place, const std::string& json);

}  // namespace liaison

#endif  // LIAISON_HUB_PLUGIN_HOST_TIME_ZONES_CONTROL_H_
