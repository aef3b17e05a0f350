// Which rows speak of one event, and whether the offices agree on it. Source: REPORTS section A
// 8, 9.
#ifndef LIAISON_CLIENTS_CORE_REPORT_EVENTS_H_
#define LIAISON_CLIENTS_CORE_REPORT_EVENTS_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/core/report/figure_book.h"
#include "clients/core/report/model.h"
#include "clients/core/report/replay.h"

namespace liaison {

// Adds the `same_event` of notices to the links that sheets state; each once, in order.
void CollectLinks(ReportModel& model);

class Events {
 public:
  // Of rows with fate and `counted`. Errors: those of ReadViolation.
  static absl::StatusOr<Events> Find(const ReportModel& model, const Replay& replay);

  // Sets standings, what offices state differently, and which links are mutual.
  void ApplyTo(ReportModel& model) const;
  void Count(const ReportModel& model, FigureBook& book) const;

 private:
  using Pair = std::pair<RowId, RowId>;  // the lower one first
  struct Event {
    std::vector<RowId> rows;
    absl::string_view standing;        // "agreed"
    std::vector<std::string> differs;  // flags
  };

  Events() = default;
  void FindPairs(const ReportModel& model, const Replay& replay);
  absl::Status JudgeAll(const ReportModel& model, const Replay& replay);

  std::vector<std::optional<Pair>> pairs_;  // of each link; none: not about two counted rows
  std::vector<Pair> mutual_;                // sorted
  std::vector<RowId> counted_;
  std::vector<Event> events_;
  size_t low_ = 0;  // events if every link is believed
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_EVENTS_H_
