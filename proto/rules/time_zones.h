// Time zones as data. They enter the log as a CONTROL record TIME_ZONES, so that everybody computes
// with the same rules for ever, whatever a machine's own database says. Source: ESCALATION rule 13;
// the format is proto/schema/time_zones.schema.json. Pure.
#ifndef LIAISON_PROTO_RULES_TIME_ZONES_H_
#define LIAISON_PROTO_RULES_TIME_ZONES_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "proto/base/error.h"

namespace liaison {

// "Asia/Almaty". Errors: InvalidArgument ZONE.
absl::StatusOr<std::string> ParseZoneName(absl::string_view text);

// "2017-05-04" of a day, "2026-12-05T08:00" of a minute: as absl prints it, years 1970 to 9999.
// Errors: InvalidArgument DATE.
template <typename Civil>
absl::StatusOr<Civil> ParseCivil(absl::string_view text) {
  Civil civil;
  if (absl::ParseCivilTime(text, &civil) && absl::FormatCivilTime(civil) == text &&
      civil.year() >= 1970 && civil.year() <= 9999) {
    return civil;
  }
  return Malformed("", "DATE", "not a date of the calendar such as 2017-05-04, or with T08:00");
}

class ZoneRules {
 public:
  struct Change {
    int64_t from_s = 0;    // Unix time
    int32_t offset_s = 0;  // east of UTC, from then on
    friend bool operator==(const Change&, const Change&) = default;
  };
  // Sorted, the first is for all time before the second. Not empty.
  explicit ZoneRules(std::vector<Change> changes);

  absl::CivilSecond LocalAt(int64_t time_s) const;
  // The first instant that shows this local time. A local time that a clock set forward leaves out
  // begins with the first instant behind the gap; a repeated one counts once, the first time.
  int64_t FirstInstant_s(absl::CivilSecond local) const;
  const std::vector<Change>& changes() const { return changes_; }

 private:
  std::vector<Change> changes_;
};

struct TimeZones {
  std::string database;  // its version, "2024a"
  std::map<std::string, ZoneRules, std::less<>> zones;
  const ZoneRules* Find(absl::string_view name) const;  // nullptr: not among them
};
// Errors: InvalidArgument, field "time_zones".
absl::StatusOr<TimeZones> ParseTimeZones(absl::string_view json);
std::string PrintTimeZones(const TimeZones& zones);

inline constexpr char kTimeZonesControl[] = "TIME_ZONES";

}  // namespace liaison

#endif  // LIAISON_PROTO_RULES_TIME_ZONES_H_
