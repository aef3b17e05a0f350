// A sheet held against the log, and against the notices that are open here, before anybody drafts
// or signs what is assembled from it: a report with one wrong place would be taken for forged for
// ever. Source: REPORTS section E, levels 3 and 4.
#ifndef LIAISON_CLIENTS_CORE_REPORT_DESK_SHEET_CHECK_H_
#define LIAISON_CLIENTS_CORE_REPORT_DESK_SHEET_CHECK_H_

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "clients/core/incoming/archive.h"
#include "clients/core/report/sheet.h"
#include "clients/core/trust/mirror.h"

namespace liaison {

// Errors: DataLoss SHEET_LEAF (a row or an answer does not lie where the sheet says, with this time
// and hash), SHEET_ROW (the notice that is open here makes another row), each with the serial and
// the sheet's office as field; those of the database. `row_done` is told of each row: they are
// many, and each is opened.
absl::Status CheckSheet(const Mirror& mirror, Archive& archive, const ReportSheet& sheet,
                        absl::FunctionRef<void()> row_done);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_DESK_SHEET_CHECK_H_
