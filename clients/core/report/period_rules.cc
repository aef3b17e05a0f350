#include "clients/core/report/period_rules.h"

#include <algorithm>

#include "absl/time/civil_time.h"

namespace liaison {
namespace {

constexpr int64_t kDay_ms = int64_t{86400} * 1000;

int64_t Seconds(int64_t ms) { return ms >= 0 ? ms / 1000 : -((999 - ms) / 1000); }

// [t - accuracy, t + accuracy] lies on both sides of a bound.
bool IsAcross(const ReportRow& row, int64_t bound_ms) {
  return row.event_ms - row.accuracy_ms < bound_ms && row.event_ms + row.accuracy_ms >= bound_ms;
}

bool IsLateForEarlier(const ReportModel& model, const ModelRow& row) {
  return model.earlier_cut && row.fate == RowFate::kLive &&
         row.row.event_ms < model.period.start_ms && row.row.index >= *model.earlier_cut;
}

}  // namespace

bool HasSheets(const ReportModel& model) {
  return std::any_of(model.offices.begin(), model.offices.end(),
                     [](const ModelOffice& office) { return office.sheet.has_value(); });
}

bool IsInPeriod(const ReportModel& model, int64_t time_ms) {
  return time_ms >= model.period.start_ms && time_ms < model.period.end_ms;
}

void AddFlag(ModelRow& row, absl::string_view flag) {
  const auto place = std::lower_bound(row.flags.begin(), row.flags.end(), flag);
  if (place == row.flags.end() || *place != flag) row.flags.emplace(place, flag);
}

bool HasFlag(const ModelRow& row, absl::string_view flag) {
  return std::binary_search(row.flags.begin(), row.flags.end(), flag);
}

void JudgeTimes(const ReportModel& model, ModelRow& row) {
  const ReportRow& stated = row.row;
  row.counted = row.fate == RowFate::kLive && IsInPeriod(model, stated.event_ms);
  if (row.fate == RowFate::kLive &&
      (IsAcross(stated, model.period.start_ms) || IsAcross(stated, model.period.end_ms))) {
    AddFlag(row, "BOUNDARY");
  }
  if (row.counted && stated.logged_ms - stated.event_ms > model.late_after_ms) {
    AddFlag(row, "LATE");
  }
  if (IsLateForEarlier(model, row)) AddFlag(row, "LATE_EARLIER");
}

std::vector<ZoneRules::Change> OffsetsWithin(const ZoneRules& zone, const ReportPeriod& period) {
  std::vector<ZoneRules::Change> out;
  for (const ZoneRules::Change& change : zone.changes()) {
    if (!out.empty() && change.from_s >= Seconds(period.end_ms + kDay_ms)) break;
    if (change.from_s <= Seconds(period.start_ms - kDay_ms)) out.clear();
    out.push_back(change);
  }
  return out;
}

LocalDays::LocalDays(const ReportModel& model)
    : zone_(model.offsets.empty() ? std::vector<ZoneRules::Change>(1) : model.offsets) {}

std::string LocalDays::DayOf(int64_t time_ms) const {
  return absl::FormatCivilTime(absl::CivilDay(zone_.LocalAt(Seconds(time_ms))));
}

}  // namespace liaison
