// A report's state as a row, and back.
#ifndef LIAISON_PLUGINS_REPORT_ROWS_H_
#define LIAISON_PLUGINS_REPORT_ROWS_H_

#include <optional>
#include <string>

#include "plugins/report/rows.pb.h"
#include "proto/rules/report_state.h"

namespace liaison::report {

// What the machine asks of the past: of drafts the last, of answers those that stand. Neither what
// came before nor which key was revoked later changes anything that is said, and a row that keeps
// no history does not grow by signing again and again.
void PutState(const ReportState& state, Report& row);
// `row` is one of our own.
std::optional<ReportState> StateOf(const std::string& ns, const Report& row);

}  // namespace liaison::report

#endif  // LIAISON_PLUGINS_REPORT_ROWS_H_
