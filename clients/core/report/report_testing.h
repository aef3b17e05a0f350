// Small sheets and models for tests, with the defaults of REPORTS section G: May 2017 in UTC, cut
// 1000, a mortar violation in zone idlib, province hama, count 1, side opposition, logged one hour
// after the event.
#ifndef LIAISON_CLIENTS_CORE_REPORT_REPORT_TESTING_H_
#define LIAISON_CLIENTS_CORE_REPORT_REPORT_TESTING_H_

#include <string>
#include <vector>

#include "clients/core/report/assemble.h"
#include "clients/core/report/model.h"
#include "clients/core/report/sheet.h"

namespace liaison {

inline constexpr int64_t kTestStart_ms = int64_t{1'493'596'800} * 1000;  // 2017-05-01T00:00Z
inline constexpr int64_t kTestEnd_ms = int64_t{1'496'275'200} * 1000;    // 2017-06-01T00:00Z
inline constexpr int64_t kTestHour_ms = int64_t{3600} * 1000;

// Report JWG-2017-05 of irn, rus and tur, zones as in the demonstration mission.
ReportFrame TestFrame();
// The notice hash that the test's row number `number` of `office` has.
Hash TestNotice(absl::string_view office, uint64_t number);
// Number `number` of the office's desk d07: the event lies `number` hours after the period's start,
// its leaf is `100 + 3 * number`, plus 1 of rus, 2 of tur.
ReportRow TestRow(absl::string_view office, uint64_t number);
// A sheet of rows 1 to `rows`; more may be added, then NormaliseSheet.
ReportSheet TestSheet(absl::string_view office, uint64_t rows);
// Fields of a violation with one of them changed: {"count", 5}.
JsonText TestFields(const std::vector<std::pair<std::string, Json>>& changes);

// Two offices of three: rus with 2 rows, tur with 3, one of each linked by both, one disputed, one
// cancelled; a gap; irn is missing.
std::vector<ReportSheet> TestSheets();
ReportModel TestModel();

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_REPORT_TESTING_H_
