// A row made anew from the notice that this desk holds: level 4 of a report's verification.
// Source: REPORTS section E.
#ifndef LIAISON_CLIENTS_CORE_REPORT_DESK_OPENED_ROW_H_
#define LIAISON_CLIENTS_CORE_REPORT_DESK_OPENED_ROW_H_

#include <optional>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/core/incoming/archive.h"
#include "clients/core/report/row.h"

namespace liaison {

// Of the notice in the envelope that `row` names; what it is otherwise is not asked. Signatures and
// the binding of the two were checked when they came here. nullopt: it is not here, or could not be
// opened. Errors: those of the database; InvalidArgument (the notice makes no row).
absl::StatusOr<std::optional<ReportRow>> OpenedRow(Archive& archive, absl::string_view ns,
                                                   const ReportRow& row);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_DESK_OPENED_ROW_H_
