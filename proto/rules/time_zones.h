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
#include "proto/text/civil.h"

namespace liaison {

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
