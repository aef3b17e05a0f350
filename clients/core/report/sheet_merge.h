// What several desks of one office hold, put together: a desk opens what its own mailboxes sent, so
// no single one may know all of the office's notices.
#ifndef LIAISON_CLIENTS_CORE_REPORT_SHEET_MERGE_H_
#define LIAISON_CLIENTS_CORE_REPORT_SHEET_MERGE_H_

#include <vector>

#include "absl/status/statusor.h"
#include "clients/core/report/sheet.h"

namespace liaison {

// `parts`: at least one; the first is the contributing desk's own, whose statements stand last. Of
// a serial that the parts see differently counts, in this order: withheld, a row, out of scope,
// void. Errors: InvalidArgument FOREIGN_PART (of another report or office), PART_CLASH (two rows of
// one serial that are not the same; the subject is the serial).
absl::StatusOr<ReportSheet> MergeSheets(const std::vector<ReportSheet>& parts);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_SHEET_MERGE_H_
