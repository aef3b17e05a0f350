// Corrections, replayed in log order: what became of each row. Source: REPORTS section A 5.
#ifndef LIAISON_CLIENTS_CORE_REPORT_REPLAY_H_
#define LIAISON_CLIENTS_CORE_REPORT_REPLAY_H_

#include <optional>
#include <vector>

#include "clients/core/report/model.h"
#include "clients/core/report/row_index.h"

namespace liaison {

inline constexpr absl::string_view kCancels = "cancels";

class Replay {
 public:
  // Sets fate and `by` of all rows of `model` and adds what is odd about references to its
  // anomalies. `model` outlives it; its rows stay where they are.
  explicit Replay(ReportModel& model);

  const RowIndex& index() const { return index_; }
  // The row that lives, or was withdrawn, in the place of this one.
  RowId Forward(RowId row) const { return replaced_by_[row]; }
  // Of the row that a reference or a statement of `office` names; nullopt: there is none.
  std::optional<RowId> ForwardOf(const Hash& notice, absl::string_view office) const;
  // All rows in log order.
  const std::vector<RowId>& log_order() const { return log_order_; }
  // When the first valid `cancels` that names it was logged.
  std::optional<int64_t> CancelledAt_ms(RowId row) const;

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

  ReportModel& model_;
  const RowIndex index_;
  std::vector<RowId> log_order_;
  std::vector<RowFate> fates_;      // without kExercise
  std::vector<RowId> replaced_by_;  // itself: nothing
  std::vector<std::optional<int64_t>> cancelled_ms_;
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_REPLAY_H_
