#include "proto/rules/roster.h"

#include <algorithm>
#include <functional>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/rules/json_reader.h"

namespace liaison {
namespace {

constexpr size_t kMaxShifts = 64;
constexpr size_t kMaxOverrides = 256;
constexpr size_t kMaxDevices = 16;
constexpr int kDayMinutes = 24 * 60;
constexpr int64_t kYear_ms = int64_t{366} * 24 * 3600 * 1000;

absl::StatusOr<std::string> ParseDeviceLabel(absl::string_view text) {
  if (IsDeviceLabel(text)) return std::string(text);
  return Malformed("", "DEVICE", "not the label of a device, such as d01");
}

// "08:00". Errors: TIME.
absl::StatusOr<int> ParseMinuteOfDay(absl::string_view text) {
  const absl::StatusOr<absl::CivilMinute> minute =
      ParseCivil<absl::CivilMinute>(absl::StrCat("1970-01-01T", text));
  if (minute.ok()) return minute->hour() * 60 + minute->minute();
  return Malformed("", "TIME", "not a time of day from 00:00 to 23:59");
}

absl::StatusOr<RosterShift> ReadShift(const Json& json, const std::string& path) {
  RosterShift shift;
  JsonReader in("roster", json, path);
  std::vector<int64_t> days;
  in.Numbers("days", 1, 7, 1, 7, days);
  in.Check(std::adjacent_find(days.begin(), days.end(), std::greater_equal<>()) == days.end(),
           "ORDER", "days", "days must be sorted, each only once");
  shift.days.assign(days.begin(), days.end());
  in.Value("from", shift.from_min, ParseMinuteOfDay);
  in.Value("until", shift.until_min, ParseMinuteOfDay);
  in.Values("devices", 1, kMaxDevices, shift.devices, ParseDeviceLabel);
  return in.Finish(std::move(shift));
}

absl::StatusOr<RosterOverride> ReadOverride(const Json& json, const std::string& path) {
  RosterOverride instead;
  JsonReader in("roster", json, path);
  in.Value("from", instead.from, ParseCivil<absl::CivilMinute>);
  in.Value("until", instead.until, ParseCivil<absl::CivilMinute>);
  in.Check(instead.from < instead.until, "PERIOD", "until", "must be later than from");
  in.Values("devices", 0, kMaxDevices, instead.devices, ParseDeviceLabel);
  return in.Finish(std::move(instead));
}

// [from_ms, until_ms) of one shift or override, as instants: an hour that comes twice belongs to it
// once, as a whole.
struct Interval {
  int64_t from_ms = 0;
  int64_t until_ms = 0;
  bool Has(int64_t time_ms) const { return from_ms <= time_ms && time_ms < until_ms; }
};

Interval IntervalBetween(const ZoneRules& zone, absl::CivilMinute from, absl::CivilMinute until) {
  return {.from_ms = zone.FirstInstant_s(absl::CivilSecond(from)) * 1000,
          .until_ms = zone.FirstInstant_s(absl::CivilSecond(until)) * 1000};
}

bool BeginsOn(const RosterShift& shift, absl::CivilDay day) {
  // absl counts weekdays from Monday, 0.
  const int number = static_cast<int>(absl::GetWeekday(day)) + 1;
  return std::find(shift.days.begin(), shift.days.end(), number) != shift.days.end();
}

Interval IntervalOn(const RosterShift& shift, absl::CivilDay day, const ZoneRules& zone) {
  const bool next_day = shift.until_min <= shift.from_min;
  const absl::CivilMinute midnight(day);
  return IntervalBetween(zone, midnight + shift.from_min,
                         midnight + shift.until_min + (next_day ? kDayMinutes : 0));
}

absl::CivilDay DayAt(const ZoneRules& zone, int64_t time_ms) {
  return absl::CivilDay(zone.LocalAt(time_ms / 1000));
}

// The next instant at which a shift or an override begins or ends.
std::optional<int64_t> NextBoundary_ms(const Roster& roster, const ZoneRules& zone,
                                       int64_t time_ms) {
  std::optional<int64_t> next;
  const auto consider = [&](const Interval& period) {
    for (const int64_t instant : {period.from_ms, period.until_ms}) {
      if (instant > time_ms && instant < next.value_or(instant + 1)) next = instant;
    }
  };
  for (const RosterOverride& instead : roster.overrides) {
    consider(IntervalBetween(zone, instead.from, instead.until));
  }
  const absl::CivilDay today = DayAt(zone, time_ms);
  for (const RosterShift& shift : roster.shifts) {
    // Each weekday comes within a week; two days more for what clocks leave out.
    for (absl::CivilDay day = today - 2; day <= today + 9; ++day) {
      if (BeginsOn(shift, day)) consider(IntervalOn(shift, day, zone));
    }
  }
  return next;
}

// The next instant before `limit_ms` at which others are on duty.
std::optional<int64_t> NextChangeBefore_ms(const Roster& roster, const ZoneRules& zone,
                                           int64_t time_ms, int64_t limit_ms) {
  const std::vector<std::string> now = OnDuty(roster, zone, time_ms);
  std::optional<int64_t> next = NextBoundary_ms(roster, zone, time_ms);
  while (next.has_value() && *next < limit_ms) {
    if (OnDuty(roster, zone, *next) != now) return next;
    next = NextBoundary_ms(roster, zone, *next);
  }
  return std::nullopt;
}

}  // namespace

absl::StatusOr<Roster> ParseRoster(absl::string_view json) {
  ASSIGN_OR_RETURN(const Json parsed, ParseJsonTail("roster", json));
  Roster roster;
  JsonReader in("roster", parsed, "");
  in.Value("mailbox", roster.mailbox, ParseMailbox);
  in.Value("zone", roster.zone, ParseZoneName);
  in.Items("shifts", 0, kMaxShifts, [&](const Json& item, const std::string& path) -> absl::Status {
    ASSIGN_OR_RETURN(roster.shifts.emplace_back(), ReadShift(item, path));
    return absl::OkStatus();
  });
  in.Items("overrides", 0, kMaxOverrides,
           [&](const Json& item, const std::string& path) -> absl::Status {
             ASSIGN_OR_RETURN(roster.overrides.emplace_back(), ReadOverride(item, path));
             return absl::OkStatus();
           });
  return in.Finish(std::move(roster));
}

std::vector<std::string> OnDuty(const Roster& roster, const ZoneRules& zone, int64_t time_ms) {
  std::set<std::string> devices;
  for (auto instead = roster.overrides.rbegin(); instead != roster.overrides.rend(); ++instead) {
    if (IntervalBetween(zone, instead->from, instead->until).Has(time_ms)) {
      devices.insert(instead->devices.begin(), instead->devices.end());
      return {devices.begin(), devices.end()};
    }
  }
  const absl::CivilDay today = DayAt(zone, time_ms);
  for (const RosterShift& shift : roster.shifts) {
    // A night shift began yesterday; a day more on both sides for what clocks leave out or repeat.
    for (absl::CivilDay day = today - 2; day <= today + 1; ++day) {
      if (!BeginsOn(shift, day) || !IntervalOn(shift, day, zone).Has(time_ms)) continue;
      devices.insert(shift.devices.begin(), shift.devices.end());
    }
  }
  return {devices.begin(), devices.end()};
}

std::optional<int64_t> NextDutyChange_ms(const Roster& roster, const ZoneRules& zone,
                                         int64_t time_ms) {
  return NextChangeBefore_ms(roster, zone, time_ms, time_ms + kYear_ms);
}

std::vector<DutyGap> DutyGaps(const Roster& roster, const ZoneRules& zone, int64_t from_ms,
                              int64_t until_ms) {
  std::vector<DutyGap> gaps;
  while (from_ms < until_ms) {
    const int64_t next_ms = NextChangeBefore_ms(roster, zone, from_ms, until_ms).value_or(until_ms);
    if (OnDuty(roster, zone, from_ms).empty()) gaps.push_back({from_ms, next_ms});
    from_ms = next_ms;
  }
  return gaps;
}

}  // namespace liaison
