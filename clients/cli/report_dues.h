// By when what a report asks for is due, where whoever opens it does not say. Pure.
#ifndef LIAISON_CLIENTS_CLI_REPORT_DUES_H_
#define LIAISON_CLIENTS_CLI_REPORT_DUES_H_

#include <cstdint>

#include "proto/text/report_note.h"

namespace liaison {

// Each that is missing, by itself: without it nobody would ever be late, and one silent office
// would hold up the report for ever. 3, 5 and 7 days after the period or after now, 2 days or more
// after the one before; where one that was given leaves less time, in the middle of what is left.
// Those given stay as they are, also where they are in no order: that the note's grammar refuses.
void FillDues(int64_t period_end_ms, int64_t now_ms, ReportDues& dues);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_REPORT_DUES_H_
