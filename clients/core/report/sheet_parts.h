// The parts of a sheet as JSON; the model holds the same.
#ifndef LIAISON_CLIENTS_CORE_REPORT_SHEET_PARTS_H_
#define LIAISON_CLIENTS_CORE_REPORT_SHEET_PARTS_H_

#include <vector>

#include "absl/strings/string_view.h"
#include "clients/core/report/json_writer.h"
#include "clients/core/report/member_reader.h"
#include "clients/core/report/sheet.h"

namespace liaison {

// Why a serial has no row in a model: its notice lies at or after the cut.
inline constexpr absl::string_view kAfterCut = "after_cut";

// Whether desks and ranges are the office's own.
bool AreDesksOf(absl::string_view office, const std::vector<SheetDesk>& desks,
                const std::vector<SheetRange>& ranges);

// Members only: the brackets are the caller's.
void Write(const SheetDesk& desk, JsonWriter& out);
void Write(const SheetRange& range, JsonWriter& out);
void Write(const SheetAct& act, JsonWriter& out);
void Write(const SheetLink& link, JsonWriter& out);
void Write(const SheetPosition& position, JsonWriter& out);
void Write(const SheetUnlisted& unlisted, JsonWriter& out);

// Their members, as values to be filled; the reader refuses what is wrong.
void ReadSheetDesk(MemberReader& in, SheetDesk& out);
void ReadSheetRange(MemberReader& in, SheetRange& out);
void ReadSheetAct(MemberReader& in, SheetAct& out);
void ReadSheetLink(MemberReader& in, SheetLink& out);
void ReadSheetPosition(MemberReader& in, SheetPosition& out);
void ReadSheetUnlisted(MemberReader& in, SheetUnlisted& out);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_SHEET_PARTS_H_
