#include "proto/rules/time_zones.h"

#include <algorithm>
#include <utility>

#include "proto/base/check.h"
#include "proto/base/status_macros.h"
#include "proto/rules/json_reader.h"
#include "proto/text/values.h"

namespace liaison {
namespace {

constexpr size_t kMaxZones = 64;
constexpr size_t kMaxChanges = 1024;
constexpr int64_t kDayLength_s = 24 * 3600;
constexpr absl::CivilSecond kEpoch(1970, 1, 1);

absl::StatusOr<ZoneRules::Change> ReadChange(const Json& json, const std::string& path) {
  JsonReader in("time_zones", json, path);
  ZoneRules::Change change;
  in.Number("from_s", 0, kMaxTime_s, change.from_s);
  int64_t offset_s = 0;
  in.Number("offset_s", 1 - kDayLength_s, kDayLength_s - 1, offset_s);
  change.offset_s = static_cast<int32_t>(offset_s);
  return in.Finish(change);
}

bool IsAscending(const std::vector<ZoneRules::Change>& changes) {
  return std::adjacent_find(changes.begin(), changes.end(), [](const auto& one, const auto& next) {
           return one.from_s >= next.from_s;
         }) == changes.end();
}

void ReadZone(JsonReader& in, const std::string& name, TimeZones& zones) {
  std::vector<ZoneRules::Change> changes;
  in.Check(ParseZoneName(name).ok(), "ZONE", name, "is not the name of a time zone");
  in.Items(name, 1, kMaxChanges, [&](const Json& item, const std::string& path) -> absl::Status {
    ASSIGN_OR_RETURN(changes.emplace_back(), ReadChange(item, path));
    return absl::OkStatus();
  });
  in.Check(!in.ok() || changes.front().from_s == 0, "FIRST", name,
           "the first change is from 0, which stands for all time before the second");
  in.Check(IsAscending(changes), "ORDER", name, "changes must be sorted, each only once");
  if (in.ok()) zones.zones.emplace(name, ZoneRules(std::move(changes)));
}

}  // namespace

ZoneRules::ZoneRules(std::vector<Change> changes) : changes_(std::move(changes)) {
  LIAISON_CHECK(!changes_.empty() && IsAscending(changes_));
}

absl::CivilSecond ZoneRules::LocalAt(int64_t time_s) const {
  const auto later =
      std::upper_bound(changes_.begin() + 1, changes_.end(), time_s,
                       [](int64_t time, const Change& change) { return time < change.from_s; });
  return kEpoch + (time_s + std::prev(later)->offset_s);
}

int64_t ZoneRules::FirstInstant_s(absl::CivilSecond local) const {
  const int64_t shown_s = local - kEpoch;
  // Clocks are less than a day from UTC: what ended two days before shows only earlier times.
  auto next =
      std::upper_bound(changes_.begin() + 1, changes_.end(), shown_s - 2 * kDayLength_s,
                       [](int64_t time, const Change& change) { return time < change.from_s; });
  int64_t instant_s = shown_s - std::prev(next)->offset_s;
  for (; next != changes_.end() && instant_s >= next->from_s; ++next) {
    // Not shown before this change: at it, if it leaves out this time, or after.
    instant_s = std::max(shown_s - next->offset_s, next->from_s);
  }
  return instant_s;
}

const ZoneRules* TimeZones::Find(absl::string_view name) const {
  const auto found = zones.find(name);
  return found == zones.end() ? nullptr : &found->second;
}

absl::StatusOr<TimeZones> ParseTimeZones(absl::string_view json) {
  ASSIGN_OR_RETURN(const Json parsed, ParseJsonTail("time_zones", json));
  TimeZones zones;
  JsonReader in("time_zones", parsed, "");
  in.Value("database", zones.database, ParseTzVersion);
  in.Object("zones", [&](const Json& object, const std::string& path) -> absl::Status {
    JsonReader names("time_zones", object, path);
    const size_t count = object.object() == nullptr ? 0 : object.object()->size();
    names.Check(1 <= count && count <= kMaxZones, "COUNT", "", "must have 1 to 64 zones");
    if (!names.ok()) return names.Finish();
    for (const auto& member : *object.object()) ReadZone(names, member.first, zones);
    return names.Finish();
  });
  return in.Finish(std::move(zones));
}

std::string PrintTimeZones(const TimeZones& zones) {
  Json::Object printed;
  for (const auto& [name, rules] : zones.zones) {
    Json::Array changes;
    for (const ZoneRules::Change& change : rules.changes()) {
      changes.push_back(
          Json::Object{{"from_s", change.from_s}, {"offset_s", int64_t{change.offset_s}}});
    }
    printed.emplace(name, std::move(changes));
  }
  return PrintCanonicalJson(
      Json::Object{{"database", zones.database}, {"zones", std::move(printed)}});
}

}  // namespace liaison
