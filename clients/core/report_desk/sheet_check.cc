#include "clients/core/report_desk/sheet_check.h"

#include <cstdint>
#include <optional>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "clients/core/report_desk/opened_row.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/record.h"
#include "proto/wire/leaf.h"

namespace liaison {
namespace {

absl::Status Fault(absl::string_view reason, absl::string_view serial, const ReportSheet& sheet) {
  return MakeError(
      absl::StatusCode::kDataLoss, "a sheet says what is not so",
      {.reason = std::string(reason), .subject = std::string(serial), .field = sheet.office});
}

// Whatever lies beyond the own copy of the log cannot have been there when the sheet was made.
bool LiesThere(const Mirror& mirror, LeafIndex index, int64_t time_ms, const Hash& body) {
  const absl::StatusOr<Hash> there = mirror.LeafHashAt(index);
  const LeafEntry stated{.time_ms = time_ms, .is_public = false, .body_hash = body};
  return there.ok() && *there == LeafHash(PrintLeafEntry(mirror.directory().ns(), stated));
}

absl::Status CheckRow(const Mirror& mirror, Archive& archive, const ReportSheet& sheet,
                      const ReportRow& row) {
  if (!LiesThere(mirror, row.index, row.logged_ms, row.header)) {
    return Fault("SHEET_LEAF", row.serial, sheet);
  }
  const absl::StatusOr<std::optional<ReportRow>> opened =
      OpenedRow(archive, mirror.directory().ns(), row);
  if (absl::IsInvalidArgument(opened.status())) return Fault("SHEET_ROW", row.serial, sheet);
  RETURN_IF_ERROR(opened.status());
  if (!opened->has_value() || **opened == row) return absl::OkStatus();
  return Fault("SHEET_ROW", row.serial, sheet);
}

}  // namespace

absl::Status CheckSheet(const Mirror& mirror, Archive& archive, const ReportSheet& sheet,
                        absl::FunctionRef<void()> row_done) {
  absl::flat_hash_map<Hash, absl::string_view> serials;
  for (const ReportRow& row : sheet.rows) {
    RETURN_IF_ERROR(CheckRow(mirror, archive, sheet, row));
    serials.emplace(row.notice, row.serial);
    row_done();
  }
  for (const SheetAct& act : sheet.acts) {
    if (LiesThere(mirror, act.index, act.time_ms, act.act)) continue;
    const auto about = serials.find(act.notice);
    return Fault("SHEET_LEAF", about == serials.end() ? act.mailbox : about->second, sheet);
  }
  return absl::OkStatus();
}

}  // namespace liaison
