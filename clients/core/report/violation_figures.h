// Violations as each office registered them: one row, one violation. Source: REPORTS section A 7.
#ifndef LIAISON_CLIENTS_CORE_REPORT_VIOLATION_FIGURES_H_
#define LIAISON_CLIENTS_CORE_REPORT_VIOLATION_FIGURES_H_

#include "absl/status/status.h"
#include "clients/core/report/figure_book.h"
#include "clients/core/report/model.h"

namespace liaison {

// Of judged rows. Errors: those of ReadViolation.
absl::Status CountViolations(const ReportModel& model, FigureBook& book);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_VIOLATION_FIGURES_H_
