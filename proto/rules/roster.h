// Who is on duty: whose alarm sounds inside a mailbox. Known to the hub and the own office only.
// Source: DESIGN section 8, CRYPTO 1.8; the format is proto/schema/roster.schema.json. Pure.
#ifndef LIAISON_PROTO_RULES_ROSTER_H_
#define LIAISON_PROTO_RULES_ROSTER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "proto/rules/time_zones.h"
#include "proto/text/names.h"

namespace liaison {

// Every week, in local time. One that ends at or before its beginning ends the next day.
struct RosterShift {
  std::vector<int> days;  // 1 Monday ... 7 Sunday, on which it begins
  int from_min = 0;       // of the day
  int until_min = 0;
  std::vector<std::string> devices;  // labels, "d01"
};
// In place of the shifts in [from, until), local time; without devices nobody is on duty.
struct RosterOverride {
  absl::CivilMinute from;
  absl::CivilMinute until;
  std::vector<std::string> devices;
};
struct Roster {
  MailboxId mailbox;
  std::string zone;
  std::vector<RosterShift> shifts;
  std::vector<RosterOverride> overrides;  // of those that overlap the last one counts
};
// Errors: InvalidArgument, field "roster".
absl::StatusOr<Roster> ParseRoster(absl::string_view json);

// Labels, sorted, unique. `zone` is that of the roster, everywhere here.
std::vector<std::string> OnDuty(const Roster& roster, const ZoneRules& zone, int64_t time_ms);
// The next instant after `time_ms` at which others are on duty, within a year.
std::optional<int64_t> NextDutyChange_ms(const Roster& roster, const ZoneRules& zone,
                                         int64_t time_ms);

// When nobody is on duty, in [from_ms, until_ms).
struct DutyGap {
  int64_t from_ms = 0;
  int64_t until_ms = 0;
  friend bool operator==(const DutyGap&, const DutyGap&) = default;
};
std::vector<DutyGap> DutyGaps(const Roster& roster, const ZoneRules& zone, int64_t from_ms,
                              int64_t until_ms);

}  // namespace liaison

#endif  // LIAISON_PROTO_RULES_ROSTER_H_
