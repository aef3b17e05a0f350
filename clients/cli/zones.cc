#include "clients/cli/zones.h"

#include <optional>
#include <utility>

#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {

absl::StatusOr<TimeZones> ZonesHere(Desk& desk) {
  ASSIGN_OR_RETURN(std::optional<TimeZones> zones, desk.archive().TimeZonesInForce());
  if (zones.has_value()) return *std::move(zones);
  return MakeError(absl::StatusCode::kFailedPrecondition, "the hub has logged no time zones yet",
                   {.reason = "NO_TIME_ZONES", .subject = "", .field = ""});
}

}  // namespace liaison
