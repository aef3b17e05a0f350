// Time zone rules for tests, written out by hand from the tz database.
#ifndef LIAISON_PROTO_RULES_TIME_ZONES_TESTING_H_
#define LIAISON_PROTO_RULES_TIME_ZONES_TESTING_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "proto/rules/time_zones.h"

namespace liaison {

// "2026-03-29T01:00:00", of UTC -> Unix time. And back.
inline int64_t Utc_s(absl::string_view text) {
  absl::CivilSecond civil;
  return absl::ParseCivilTime(text, &civil) ? civil - absl::CivilSecond(1970, 1, 1) : -1;
}
inline int64_t Utc_ms(absl::string_view text) { return Utc_s(text) * 1000; }
inline std::string UtcText(int64_t time_s) {
  return absl::FormatCivilTime(absl::CivilSecond(1970, 1, 1) + time_s);
}

inline ZoneRules FixedZone(int32_t offset_s) { return ZoneRules({{0, offset_s}}); }
// Summer time from 2026-03-29 02:00 to 2026-10-25 03:00, local time; both at 01:00 UTC.
inline ZoneRules Berlin() {
  return ZoneRules({{0, 3600},
                    {Utc_s("2026-03-29T01:00:00"), 7200},
                    {Utc_s("2026-10-25T01:00:00"), 3600},
                    {Utc_s("2027-03-28T01:00:00"), 7200}});
}
// It left out 2011-12-30, when it crossed the date line.
inline ZoneRules Apia() {
  return ZoneRules({{0, -36000}, {Utc_s("2011-12-30T10:00:00"), 14 * 3600}});
}
// The guarantors' zones on the days of the memorandum.
inline TimeZones TestTimeZones() {
  TimeZones zones{.database = "2024a", .zones = {}};
  zones.zones.emplace("Asia/Almaty",
                      ZoneRules({{0, 21600}, {Utc_s("2024-02-29T18:00:00"), 18000}}));
  zones.zones.emplace("Asia/Damascus", FixedZone(10800));
  zones.zones.emplace("Asia/Tehran", FixedZone(16200));
  zones.zones.emplace("Europe/Istanbul", FixedZone(10800));
  zones.zones.emplace("Europe/Moscow", FixedZone(10800));
  zones.zones.emplace("Europe/Berlin", Berlin());
  return zones;
}

}  // namespace liaison

#endif  // LIAISON_PROTO_RULES_TIME_ZONES_TESTING_H_
