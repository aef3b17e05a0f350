#include <utility>

#include "clients/core/report/assemble.h"
#include "clients/core/report/begin_model.h"
#include "clients/core/report/compute.h"
#include "clients/core/report/gaps.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

// As stated, without what was judged.
void TakeData(const ReportModel& stated, ReportModel& model) {
  model.revision = stated.revision;
  model.corrects = stated.corrects;
  for (const ModelOffice& office : stated.offices) {
    ModelOffice& own = OfficeOf(model, office.office);
    own.sheet = office.sheet;
    own.desks = office.desks;
    own.ranges = office.ranges;
  }
  model.rows.reserve(stated.rows.size());
  for (const ModelRow& row : stated.rows) {
    if (row.row.index < model.cut) model.rows.push_back({.row = row.row});
  }
  for (const ModelLink& link : stated.links) {
    model.links.push_back({.office = link.office, .link = link.link});
  }
  model.positions = stated.positions;
  model.ack = stated.ack;
}

std::vector<ModelGap> Told(const ReportModel& stated) {
  std::vector<ModelGap> told;
  for (const ModelGap& gap : stated.gaps) {
    if (gap.why == kUnlisted) told.push_back(gap);
  }
  return told;
}

}  // namespace

absl::StatusOr<ReportModel> Recompute(const ReportModel& stated, const ReportFrame& frame) {
  ASSIGN_OR_RETURN(ReportModel model, BeginModel(frame));
  TakeData(stated, model);
  model.gaps = FindGaps(model, Told(stated));
  RETURN_IF_ERROR(Compute(model));
  return model;
}

absl::StatusOr<std::vector<const ModelRow*>> RowsOf(const ReportModel& model,
                                                    absl::string_view figure) {
  if (model.Find(figure) == nullptr) {
    return MakeError(absl::StatusCode::kNotFound,
                     "the report has no such figure; list them and take one of their ids",
                     {.reason = "NO_FIGURE", .subject = std::string(figure)});
  }
  ASSIGN_OR_RETURN(const FigureBook book, CountFigures(model));
  std::vector<const ModelRow*> rows;
  for (const RowId row : book.RowsOf(figure)) rows.push_back(&model.rows[row]);
  return rows;
}

}  // namespace liaison
