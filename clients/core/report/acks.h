// Who owed an acknowledgement, and when it came. Source: REPORTS section A 14.
#ifndef LIAISON_CLIENTS_CORE_REPORT_ACKS_H_
#define LIAISON_CLIENTS_CORE_REPORT_ACKS_H_

#include "absl/status/status.h"
#include "clients/core/report/figure_book.h"
#include "clients/core/report/model.h"
#include "clients/core/report/replay.h"
#include "clients/core/report/row_index.h"

namespace liaison {

// When each office first acknowledged, passed on and resolved rows of the sheet's office, of
// receipts logged below the cut: by row and office behind those that are there. Errors:
// InvalidArgument ACT_ORDER (an answer before its notice).
absl::Status CollectAcks(const RowIndex& index, const ReportSheet& sheet, ReportModel& model);
// One entry for each notice accepted in the period and office that owes; what was collected beside
// that is dropped. `model` has its fates, and in `ack` what was collected: by row and office, each
// once.
void CompleteAcks(const Replay& replay, ReportModel& model);
void CountAcks(const ReportModel& model, const Replay& replay, FigureBook& book);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_ACKS_H_
