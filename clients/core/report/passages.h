// Passages of aid, patients, goods and people: asked for, cleared, done, refused, blocked. Source:
// REPORTS section A 10.
#ifndef LIAISON_CLIENTS_CORE_REPORT_PASSAGES_H_
#define LIAISON_CLIENTS_CORE_REPORT_PASSAGES_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/core/report/durations.h"
#include "clients/core/report/figure_book.h"
#include "clients/core/report/model.h"
#include "clients/core/report/replay.h"

namespace liaison {

class Passages {
 public:
  // Of rows with their fates. Errors: those of ReadPassage, ReadClearance.
  static absl::StatusOr<Passages> Find(const ReportModel& model, const Replay& replay);

  void Count(const ReportModel& model, const Replay& replay, FigureBook& book) const;

 private:
  // What happened in a case.
  struct Step {
    int64_t event_ms = 0;
    LeafIndex index;
    std::string what;    // the stage, or of a clearance the decision
    std::string office;  // of a clearance; empty: a stage
    int64_t logged_ms = 0;
    bool IsClearance() const { return !office.empty(); }
  };
  struct Case {
    RowId request = 0;     // that lives, or was withdrawn
    int64_t asked_ms = 0;  // logged; of a corrected request the first one
    std::vector<std::string> wanted;
    std::vector<Step> steps;  // by (event time, index)
  };

  Passages() = default;
  absl::Status FindRequests(const ReportModel& model, const Replay& replay);
  absl::Status FindSteps(const ReportModel& model, const Replay& replay);
  // The request that the row belongs to, by what it refers to.
  std::optional<RowId> RequestOf(const Replay& replay, RowId id, const ReportRow& row) const;
  void AddStep(const ReportRow& row, std::string what, Case& one) const;

  static bool IsWanted(const Case& one, absl::string_view office);
  static absl::string_view StateAt(const Case& one, int64_t time_ms);
  static bool WasBlocked(const Case& one, int64_t end_ms);
  static bool IsClearedInFull(const Case& one, int64_t end_ms);
  static void CountCase(const ReportModel& model, const Case& one, FigureBook& book);
  void CountClearances(const ReportModel& model, const Replay& replay, FigureBook& book) const;

  std::vector<std::optional<RowId>> request_of_;  // by row
  std::map<RowId, Case> cases_;                   // by request
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_PASSAGES_H_
