#include "clients/core/report/compute.h"

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/core/report/period_rules.h"
#include "clients/core/report/replay.h"
#include "clients/core/report/violation_figures.h"
#include "proto/base/status_macros.h"
#include "proto/wire/hash.h"

namespace liaison {
namespace {

// SHA-256 over sorted lines `serial SP notice-hash SP index LF`.
Hash InputOf(const std::vector<ModelRow>& rows) {
  std::vector<std::string> lines;
  lines.reserve(rows.size());
  for (const ModelRow& row : rows) {
    lines.push_back(absl::StrCat(row.row.serial, " ", ToBase64(row.row.notice), " ",
                                 row.row.index.value(), "\n"));
  }
  std::sort(lines.begin(), lines.end());
  Sha256Stream stream;
  for (const std::string& line : lines) stream.Update(line);
  return stream.Finish();
}

void FindMissing(ReportModel& model) {
  for (const ModelOffice& office : model.offices) {
    if (office.owes && !office.sheet) model.missing.push_back(office.office);
  }
}

void AddSameNotices(const RowIndex& index, ReportModel& model) {
  for (const RowId row : index.repeated()) {
    const ReportRow& stated = model.rows[row].row;
    model.anomalies.push_back(
        {.code = "SAME_NOTICE", .office = stated.office, .serial = stated.serial});
  }
}

void SortAnomalies(ReportModel& model) {
  const auto key = [](const ModelAnomaly& anomaly) {
    return std::tie(anomaly.office, anomaly.serial, anomaly.code, anomaly.detail);
  };
  std::sort(model.anomalies.begin(), model.anomalies.end(),
            [&key](const ModelAnomaly& a, const ModelAnomaly& b) { return key(a) < key(b); });
}

}  // namespace

absl::Status Compute(ReportModel& model) {
  const Replay replay(model);
  for (ModelRow& row : model.rows) JudgeTimes(model, row);
  AddSameNotices(replay.index(), model);
  SortAnomalies(model);
  FindMissing(model);
  model.input = InputOf(model.rows);
  ASSIGN_OR_RETURN(FigureBook book, CountFigures(model));
  model.figures = std::move(book).Finish(model.rows);
  return absl::OkStatus();
}

absl::StatusOr<FigureBook> CountFigures(const ReportModel& model) {
  FigureBook book;
  RETURN_IF_ERROR(CountViolations(model, book));
  return book;
}

}  // namespace liaison
