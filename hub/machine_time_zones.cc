#include "hub/machine_time_zones.h"

#include <cstdint>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

// Debian's tzdata has the first; what the time zone database's own makefile installs, both.
constexpr char kSourceFile[] = "/usr/share/zoneinfo/tzdata.zi";
constexpr char kVersionFile[] = "/usr/share/zoneinfo/+VERSION";
constexpr absl::string_view kVersionLine = "# version ";
constexpr size_t kFileBytesMax = size_t{4} << 20;
constexpr absl::CivilSecond kFirst(2015, 1, 1);
constexpr absl::CivilSecond kEnd(2038, 1, 1);

absl::StatusOr<std::string> ReadVersion(FileSystem& files) {
  const absl::StatusOr<std::string> source = files.Read(kSourceFile, kFileBytesMax);
  absl::string_view line = source.ok() ? absl::string_view(*source) : "";
  line = line.substr(0, line.find('\n'));
  if (absl::ConsumePrefix(&line, kVersionLine)) {
    return std::string(absl::StripAsciiWhitespace(line));
  }
  const absl::StatusOr<std::string> version = files.Read(kVersionFile, kFileBytesMax);
  if (version.ok()) return std::string(absl::StripAsciiWhitespace(*version));
  return MakeError(absl::StatusCode::kFailedPrecondition,
                   "this machine has no time zone database with a version: install tzdata",
                   {.reason = "TZDATA", .subject = kSourceFile, .field = ""});
}

int32_t OffsetAt(const absl::TimeZone& zone, absl::Time time) { return zone.At(time).offset; }

std::vector<ZoneRules::Change> ChangesOf(const absl::TimeZone& zone) {
  absl::Time at = absl::FromCivil(kFirst, absl::UTCTimeZone());
  const absl::Time end = absl::FromCivil(kEnd, absl::UTCTimeZone());
  // The first stands for all time before the second.
  std::vector<ZoneRules::Change> changes = {{.from_s = 0, .offset_s = OffsetAt(zone, at)}};
  absl::TimeZone::CivilTransition transition;
  while (zone.NextTransition(at, &transition)) {
    at = zone.At(transition.to).trans;
    if (at >= end) break;
    const int32_t offset_s = OffsetAt(zone, at);
    if (offset_s == changes.back().offset_s) continue;  // it got another name only
    changes.push_back({.from_s = absl::ToUnixSeconds(at), .offset_s = offset_s});
  }
  return changes;
}

}  // namespace

absl::StatusOr<TimeZones> ReadMachineTimeZones(FileSystem& files,
                                               const std::vector<std::string>& names) {
  TimeZones zones;
  ASSIGN_OR_RETURN(zones.database, ReadVersion(files));
  for (const std::string& name : names) {
    RETURN_IF_ERROR(ParseZoneName(name).status());
    absl::TimeZone zone;
    if (!absl::LoadTimeZone(name, &zone)) {
      return MakeError(absl::StatusCode::kNotFound,
                       absl::StrCat("this machine's time zone database has no zone ", name),
                       {.reason = "ZONE", .subject = name, .field = "zone"});
    }
    zones.zones.insert_or_assign(name, ZoneRules(ChangesOf(zone)));
  }
  return zones;
}

}  // namespace liaison
