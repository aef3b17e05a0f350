// How large sheets and reports may be. Whoever makes one looks before he sends it, so that what was
// taken can be read by everybody. Source: REPORTS section F.
#ifndef LIAISON_CLIENTS_CORE_REPORT_DOCUMENT_SIZE_H_
#define LIAISON_CLIENTS_CORE_REPORT_DOCUMENT_SIZE_H_

#include <cstddef>

#include "absl/status/status.h"
#include "clients/core/report/model.h"
#include "clients/core/report/sheet.h"

namespace liaison {

// `bytes`: what PrintSheet wrote. Errors: FailedPrecondition SHEET_TOO_LARGE, with the office.
absl::Status CheckSheetSize(const ReportSheet& sheet, size_t bytes);
// `bytes`: what PrintModel wrote. Errors: FailedPrecondition MODEL_TOO_LARGE, with the report, and
// as field the office of which it has most rows.
absl::Status CheckModelSize(const ReportModel& model, size_t bytes);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_DOCUMENT_SIZE_H_
