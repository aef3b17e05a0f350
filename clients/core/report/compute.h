// Everything in a model that follows from its data part.
#ifndef LIAISON_CLIENTS_CORE_REPORT_COMPUTE_H_
#define LIAISON_CLIENTS_CORE_REPORT_COMPUTE_H_

#include "absl/status/status.h"
#include "clients/core/report/figure_book.h"
#include "clients/core/report/model.h"

namespace liaison {

// Judges the rows and counts: figures, anomalies, missing, input. Rows are sorted, nothing is
// judged yet. Errors: those of the fields; Internal IDENTITY.
absl::Status Compute(ReportModel& model);
// All figures with the rows behind them, of a model whose rows are judged.
absl::StatusOr<FigureBook> CountFigures(const ReportModel& model);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_COMPUTE_H_
