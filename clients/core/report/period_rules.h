// What time says about a row: whether it is in the period, near a bound, late; its day.
// Source: REPORTS section A 2, 6.
#ifndef LIAISON_CLIENTS_CORE_REPORT_PERIOD_RULES_H_
#define LIAISON_CLIENTS_CORE_REPORT_PERIOD_RULES_H_

#include <optional>
#include <string>
#include <vector>

#include "clients/core/report/model.h"
#include "proto/rules/time_zones.h"

namespace liaison {

bool HasSheets(const ReportModel& model);  // somebody contributed
bool IsInPeriod(const ReportModel& model, int64_t time_ms);
// Sets `counted` and the flags BOUNDARY, LATE, LATE_EARLIER by fate and times.
void JudgeTimes(const ReportModel& model, ModelRow& row);
void AddFlag(ModelRow& row, absl::string_view flag);
bool HasFlag(const ModelRow& row, absl::string_view flag);

// The changes of a zone that local times of the period depend on.
std::vector<ZoneRules::Change> OffsetsWithin(const ZoneRules& zone, const ReportPeriod& period);

// Days of the period's zone.
class LocalDays {
 public:
  explicit LocalDays(const ReportModel& model);
  std::string DayOf(int64_t time_ms) const;  // "2017-05-03"

 private:
  const ZoneRules zone_;
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_PERIOD_RULES_H_
