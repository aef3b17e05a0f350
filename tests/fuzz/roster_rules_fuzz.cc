// A roster, or the rules of time zones; and what is asked of them, which must end.
#include "proto/rules/roster.h"
#include "proto/rules/time_zones.h"
#include "tests/fuzz/harness.h"

namespace liaison {
namespace {

constexpr int64_t kSome_ms = 1780000000000;

bool TryRoster(absl::string_view input) {
  const absl::StatusOr<Roster> roster = ParseRoster(input);
  if (!roster.ok()) return false;
  const ZoneRules zone({{0, 3600}, {kSome_ms / 1000 + 100000, 7200}});
  const std::optional<int64_t> next = NextDutyChange_ms(*roster, zone, kSome_ms);
  LIAISON_CHECK(!next.has_value() ||
                OnDuty(*roster, zone, *next) != OnDuty(*roster, zone, kSome_ms));
  return true;
}

bool TryTimeZones(absl::string_view input) {
  const absl::StatusOr<TimeZones> zones = ParseTimeZones(input);
  if (!RoundTrips(zones, PrintTimeZones, input)) return false;
  for (const auto& named : zones->zones) {
    const absl::CivilSecond local = named.second.LocalAt(kSome_ms / 1000);
    LIAISON_CHECK(named.second.FirstInstant_s(local) <= kSome_ms / 1000);
  }
  return true;
}

bool TryRosterRules(absl::string_view input) { return TryRoster(input) || TryTimeZones(input); }

const FuzzTarget kRosterRulesTarget("roster_rules", TryRosterRules);

}  // namespace
}  // namespace liaison
