// Who owed an acknowledgement, and when it came. Source: REPORTS section A 14.
#ifndef LIAISON_CLIENTS_CORE_REPORT_ACKS_H_
#define LIAISON_CLIENTS_CORE_REPORT_ACKS_H_

#include <vector>

#include "clients/core/report/figure_book.h"
#include "clients/core/report/model.h"
#include "clients/core/report/replay.h"
#include "clients/core/report/row_index.h"

namespace liaison {

// When each office first acknowledged, passed on and resolved rows of `office`, of receipts logged
// below the cut.
void CollectAcks(const RowIndex& index, const std::string& office,
                 const std::vector<SheetAct>& acts, ReportModel& model);
// One entry for each notice accepted in the period and office that owes; what was collected beside
// that is dropped. `model` has its fates.
void CompleteAcks(const Replay& replay, ReportModel& model);
void CountAcks(const ReportModel& model, const Replay& replay, FigureBook& book);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_ACKS_H_
