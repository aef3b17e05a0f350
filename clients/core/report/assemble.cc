#include "clients/core/report/assemble.h"

#include <malloc.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "clients/core/report/acks.h"
#include "clients/core/report/begin_model.h"
#include "clients/core/report/compute.h"
#include "clients/core/report/gaps.h"
#include "clients/core/report/row_index.h"
#include "clients/core/report/sheet_parts.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/notice.h"

namespace liaison {
namespace {

// One sheet an office, by office.
absl::Status SortSheets(std::vector<ReportSheet>& sheets) {
  for (ReportSheet& sheet : sheets) NormaliseSheet(sheet);
  std::stable_sort(sheets.begin(), sheets.end(),
                   [](const ReportSheet& a, const ReportSheet& b) { return a.office < b.office; });
  sheets.erase(std::unique(sheets.begin(), sheets.end()), sheets.end());
  const auto clash = std::adjacent_find(
      sheets.begin(), sheets.end(),
      [](const ReportSheet& a, const ReportSheet& b) { return a.office == b.office; });
  if (clash == sheets.end()) return absl::OkStatus();
  return MakeError(absl::StatusCode::kInvalidArgument,
                   "two different sheets of one office: take the one of its last contribution",
                   {.reason = "SHEET_CLASH", .subject = clash->office});
}

absl::Status CheckRows(const ReportSheet& sheet) {
  for (const ReportRow& row : sheet.rows) {
    const absl::StatusOr<Serial> serial = ParseSerial(row.serial);
    if (serial.ok() && serial->office == sheet.office && row.office == sheet.office) continue;
    return MakeError(absl::StatusCode::kInvalidArgument,
                     "the sheet has a row that is not of its office's own notices",
                     {.reason = "FOREIGN_ROW", .subject = row.serial, .field = sheet.office});
  }
  return absl::OkStatus();
}

absl::Status CheckRanges(const ReportSheet& sheet) {
  for (const SheetRange& range : sheet.ranges) {
    if (range.why != kAfterCut) continue;
    return MakeError(absl::StatusCode::kInvalidArgument,
                     "a sheet says itself what lies after the cut: that is not its to say",
                     {.reason = "SHEET", .subject = sheet.office, .field = "why"});
  }
  return absl::OkStatus();
}

// A notice from the cut on does not exist for this report, but its serial is no gap.
void NoteAfterCut(const ReportRow& row, ModelOffice& office) {
  const absl::StatusOr<Serial> serial = ParseSerial(row.serial);
  office.ranges.push_back({.desk = std::string(DeskOf(row.serial)),
                           .year = serial->year,
                           .first = serial->number,
                           .last = serial->number,
                           .why = std::string(kAfterCut)});
}

void TakeRows(ReportSheet& sheet, ModelOffice& office, ReportModel& model) {
  for (ReportRow& row : sheet.rows) {
    if (row.index >= model.cut) {
      NoteAfterCut(row, office);
    } else {
      model.rows.push_back({.row = std::move(row)});
    }
  }
  std::vector<ReportRow>().swap(sheet.rows);
}

void TakeStatements(const ReportSheet& sheet, ReportModel& model) {
  for (const SheetLink& link : sheet.links) {
    model.links.push_back({.office = sheet.office, .link = link});
  }
  for (const SheetPosition& position : sheet.positions) {
    model.positions.push_back({.office = sheet.office, .position = position});
  }
}

void TakeSheet(ReportSheet& sheet, ReportModel& model) {
  ModelOffice& office = OfficeOf(model, sheet.office);
  office.sheet = HashOfSheet(sheet);
  office.desks = sheet.desks;
  office.ranges = sheet.ranges;
  TakeRows(sheet, office, model);
  std::sort(office.ranges.begin(), office.ranges.end(),
            [](const SheetRange& a, const SheetRange& b) {
              return std::tie(a.desk, a.year, a.first) < std::tie(b.desk, b.year, b.first);
            });
  TakeStatements(sheet, model);
}

// The C library keeps what was freed; of a large report that is a third of the peak, and the text
// comes on top.
void GiveMemoryBack(const ReportModel& model) {
  constexpr size_t kMany = 10000;
  if (model.rows.size() >= kMany) malloc_trim(0);
}

size_t RowCount(const std::vector<ReportSheet>& sheets) {
  size_t count = 0;
  for (const ReportSheet& sheet : sheets) count += sheet.rows.size();
  return count;
}

}  // namespace

absl::StatusOr<ReportModel> Assemble(const ReportFrame& frame, std::vector<ReportSheet> sheets) {
  ASSIGN_OR_RETURN(ReportModel model, BeginModel(frame));
  RETURN_IF_ERROR(SortSheets(sheets));
  model.rows.reserve(RowCount(sheets));
  for (ReportSheet& sheet : sheets) {
    RETURN_IF_ERROR(CheckRows(sheet));
    RETURN_IF_ERROR(CheckRanges(sheet));
    TakeSheet(sheet, model);
  }
  const RowIndex index(model.rows);
  RETURN_IF_ERROR(index.CheckUnique());
  std::vector<ModelGap> told;
  for (ReportSheet& sheet : sheets) {
    RETURN_IF_ERROR(CollectAcks(index, sheet, model));
    std::vector<SheetAct>().swap(sheet.acts);
    AddToldGaps(model, index, sheet, told);
  }
  std::vector<ReportSheet>().swap(sheets);
  model.gaps = FindGaps(model, std::move(told));
  RETURN_IF_ERROR(Compute(model));
  GiveMemoryBack(model);
  return model;
}

}  // namespace liaison
