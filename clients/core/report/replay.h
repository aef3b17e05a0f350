// Corrections, replayed in log order: what became of each row. Source: REPORTS section A 5.
#ifndef LIAISON_CLIENTS_CORE_REPORT_REPLAY_H_
#define LIAISON_CLIENTS_CORE_REPORT_REPLAY_H_

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "clients/core/report/model.h"
#include "clients/core/report/row_index.h"

namespace liaison {

class Replay {
 public:
  // Of rows as stated. `rows` outlive it and stay where they are.
  explicit Replay(const std::vector<ModelRow>& rows);

  // Sets fate and `by` of all rows and adds what is odd about references.
  void ApplyTo(ReportModel& model) const;

  const RowIndex& index() const { return index_; }
  // The row that lives, or was withdrawn, in the place of this one.
  RowId Forward(RowId row) const { return replaced_by_[row]; }
  // Of the row that a reference or a statement names; nullopt: there is none.
  std::optional<RowId> ForwardOf(const Hash& notice) const;
  // What an own reference of `row` names, if it was logged before it; nullopt: nothing.
  std::optional<RowId> EarlierOf(RowId row, const ReportRef& ref) const;
  // All rows in log order.
  const std::vector<RowId>& log_order() const { return log_order_; }
  // Until when an answer to the row was waited for: the cut, or the first valid `cancels` that
  // names it.
  int64_t CensoredAt_ms(RowId row, int64_t cut_ms) const {
    return std::min(cut_ms, cancelled_ms_[row].value_or(cut_ms));
  }

 private:
  RowId Resolve(RowId row);
  void Take(RowId row);
  void TakeRef(RowId row, const ReportRef& ref);
  void Cancel(RowId by, RowId named);
  void Replace(RowId by, RowId named, const ReportRef& ref);
  // nullopt: the reference is ignored, and that is listed.
  std::optional<RowId> Target(RowId row, const ReportRef& ref);
  void AddAnomaly(RowId row, absl::string_view code, const ReportRef& ref);
  bool IsWithdrawal(RowId row) const { return fates_[row] == RowFate::kWithdrawal; }
  const ReportRow& Stated(RowId row) const { return rows_[row].row; }

  const std::vector<ModelRow>& rows_;
  const RowIndex index_;
  std::vector<RowId> log_order_;
  std::vector<RowFate> fates_;                        // without kExercise
  std::vector<RowId> replaced_by_;                    // itself: nothing
  std::vector<std::pair<RowId, RowId>> changes_;      // a row, and which one changed it, log order
  std::vector<std::optional<int64_t>> cancelled_ms_;  // by row
  std::vector<ModelAnomaly> anomalies_;
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_REPLAY_H_
