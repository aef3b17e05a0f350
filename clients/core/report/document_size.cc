#include "clients/core/report/document_size.h"

#include <algorithm>
#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "proto/base/error.h"
#include "proto/text/report_note.h"

namespace liaison {
namespace {

// Of equal ones the first by name; empty: there are no rows.
std::string OfficeOfMostRows(const ReportModel& model) {
  std::map<std::string, size_t> rows;
  for (const ModelRow& row : model.rows) ++rows[row.row.office];
  const auto most = std::max_element(
      rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  return most == rows.end() ? "" : most->first;
}

}  // namespace

absl::Status CheckSheetSize(const ReportSheet& sheet, size_t bytes) {
  if (bytes <= kMaxSheetBytes) return absl::OkStatus();
  return MakeError(absl::StatusCode::kFailedPrecondition,
                   absl::StrCat("a sheet of ", bytes, " bytes: at most ", kMaxSheetBytes),
                   {.reason = "SHEET_TOO_LARGE", .subject = sheet.office, .field = ""});
}

absl::Status CheckModelSize(const ReportModel& model, size_t bytes) {
  if (bytes <= kMaxModelBytes) return absl::OkStatus();
  return MakeError(absl::StatusCode::kFailedPrecondition,
                   absl::StrCat("a report of ", bytes, " bytes: at most ", kMaxModelBytes),
                   {.reason = "MODEL_TOO_LARGE",
                    .subject = absl::StrCat(model.series, "-", model.number),
                    .field = OfficeOfMostRows(model)});
}

}  // namespace liaison
