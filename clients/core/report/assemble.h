// Sheets to a report. A pure function: any order and duplication of the same sheets gives the same
// bytes. Each office that holds the sheets computes the same M before it signs. Source: REPORTS
// section A.
#ifndef LIAISON_CLIENTS_CORE_REPORT_ASSEMBLE_H_
#define LIAISON_CLIENTS_CORE_REPORT_ASSEMBLE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/core/report/model.h"
#include "clients/core/report/sheet.h"
#include "proto/rules/time_zones.h"

namespace liaison {

// What a report rests on beside the sheets; all of it public in the log below the cut.
struct ReportFrame {
  ReportOpen open;
  LeafIndex cut;
  int64_t cut_ms = 0;
  std::vector<std::string> aside;  // offices whose sheet the draft sets aside, sorted
  std::vector<std::string> zones;  // the mission's
  std::vector<ModelMap> maps;
  std::vector<ModelObligation> obligations;
  // Rules of the period's zone, for days; empty where that is UTC.
  std::optional<ZoneRules> zone;
  int64_t late_after_ms = int64_t{48} * 3600 * 1000;
  // Of the series' last report that became final: rows from there on about times before the period
  // are late for it.
  std::optional<LeafIndex> earlier_cut;
};

// The data part from the sheets (one an office; of equal ones any), then all that is computed.
// Moved in, so that no row lies in memory twice. Errors: InvalidArgument SHEET_CLASH (two different
// sheets of one office), FOREIGN_ROW (a sheet with another office's row), SHEET (a word that is not
// a sheet's), ROW_PLACE, ACT_ORDER, SAME_LEAF, SAME_NOTICE (rows after the cut, answers before
// their notice, two rows of one leaf or of one notice: both serials are told), ZONE (the frame
// lacks the rules of the period's zone), FIELDS (as ReadRow would have told); Internal IDENTITY (a
// sum that does not add up: a fault of this program, told with its name).
absl::StatusOr<ReportModel> Assemble(const ReportFrame& frame, std::vector<ReportSheet> sheets);

// Computes fates, flags, standings, mutual links, figures, gaps, anomalies, missing, input anew
// from the data part: offices, rows as stated, links, positions, when something was acknowledged,
// gaps that others tell of. All else comes from `frame`. Verification compares the result with what
// was stated.
// Errors: as Assemble.
absl::StatusOr<ReportModel> Recompute(const ReportModel& stated, const ReportFrame& frame);

// Rows behind a figure, in row order. Errors: NotFound NO_FIGURE.
absl::StatusOr<std::vector<const ModelRow*>> RowsOf(const ReportModel& model,
                                                    absl::string_view figure);

// Which figures changed and because of which notices.
struct FigureCause {
  std::string serial;
  std::string why;  // "new", "withdrawn", "replaced", "changed", "gone", "position", "link"
  std::string by;   // serial or office; may be empty
  LeafIndex index;
};
struct FigureChange {
  std::string figure;
  FigureValue from;
  FigureValue to;
  std::vector<FigureCause> causes;
};
std::vector<FigureChange> DiffModels(const ReportModel& was, const ReportModel& now);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_ASSEMBLE_H_
