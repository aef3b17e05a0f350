// Keys of the plugin's rows and timers.
//
//   setup, device/, cert/               plugins/shared/book.h
//   report/<id>                         Report, a long row              timer: the same
//   period/<series>/<start>-<end>       the newest report of this series and period, ms
#ifndef LIAISON_PLUGINS_REPORT_KEYS_H_
#define LIAISON_PLUGINS_REPORT_KEYS_H_

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "proto/text/report_note.h"

namespace liaison::report {

inline constexpr char kReportPrefix[] = "report/";

inline std::string ReportKey(absl::string_view id) { return absl::StrCat(kReportPrefix, id); }
inline std::string PeriodKey(absl::string_view series, const ReportPeriod& period) {
  return absl::StrCat("period/", series, "/", period.start_ms, "-", period.end_ms);
}

}  // namespace liaison::report

#endif  // LIAISON_PLUGINS_REPORT_KEYS_H_
