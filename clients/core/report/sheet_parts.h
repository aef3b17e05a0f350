// The parts of a sheet as JSON; the model holds the same.
#ifndef LIAISON_CLIENTS_CORE_REPORT_SHEET_PARTS_H_
#define LIAISON_CLIENTS_CORE_REPORT_SHEET_PARTS_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/core/report/json_writer.h"
#include "clients/core/report/sheet.h"

namespace liaison {

inline constexpr absl::string_view kSheetReason = "SHEET";
// Why a serial has no row in a model: its notice lies at or after the cut.
inline constexpr absl::string_view kAfterCut = "after_cut";

// Members only: the brackets are the caller's.
void Write(const SheetDesk& desk, JsonWriter& out);
void Write(const SheetRange& range, JsonWriter& out);
void Write(const SheetAct& act, JsonWriter& out);
void Write(const SheetLink& link, JsonWriter& out);
void Write(const SheetPosition& position, JsonWriter& out);
void Write(const SheetUnlisted& unlisted, JsonWriter& out);

// Errors of all: InvalidArgument SHEET with the member as field.
absl::StatusOr<SheetDesk> ParseSheetDesk(absl::string_view json);
absl::StatusOr<SheetRange> ParseSheetRange(absl::string_view json);
absl::StatusOr<SheetAct> ParseSheetAct(absl::string_view json);
absl::StatusOr<SheetLink> ParseSheetLink(absl::string_view json);
absl::StatusOr<SheetPosition> ParseSheetPosition(absl::string_view json);
absl::StatusOr<SheetUnlisted> ParseSheetUnlisted(absl::string_view json);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_SHEET_PARTS_H_
