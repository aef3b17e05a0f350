// A draft held against what this desk assembles from the same sheets: before anybody signs.
#ifndef LIAISON_CLIENTS_CLI_REPORT_CHECK_H_
#define LIAISON_CLIENTS_CLI_REPORT_CHECK_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/cli/context.h"
#include "clients/cli/report_shelf.h"
#include "proto/rules/report_state.h"

namespace liaison {

// Errors: FailedPrecondition NO_DRAFT.
absl::StatusOr<const ReportDrafted*> LastDraft(const ReportState& state);
// "d2", or the first digits of M; empty: the last. Errors: also NotFound NO_SUCH_DRAFT.
absl::StatusOr<const ReportDrafted*> FindDraft(const ReportState& state, const std::string& name);

// The model that this desk computes, kept from now on. Where it is another than was drafted, their
// differences are told on stderr. Errors: those of AssembleHere; DataLoss MODEL_DIFFERS, DRAFT_SIZE
// (the draft's note says another size).
absl::StatusOr<AssembledModel> AssembleAndCompare(Context& context, ReportShelf& shelf,
                                                  const ReportState& state,
                                                  const ReportDraft& draft);
// "Assembled here from the same sheets: the same model", with M.
void ShowSame(Context& context, const Hash& digest);

// On stderr: what this desk holds against the sheets, each with its office, its serial and what to
// do; that the cut lies inside the period.
void TellFaults(Context& context, const std::vector<SheetFault>& faults);
void TellEarlyCut(Context& context, const ReportModel& model);
// [{office, serial, reason, later}].
Json FaultsJson(const std::vector<SheetFault>& faults);
// Ok where there are none but what came later; with `despite_omissions` also where something is
// only left out. Errors: DataLoss SHEETS_CONTRADICTED, SHEETS_OMIT (nothing but omissions).
absl::Status NoFaults(const std::string& report, const std::vector<SheetFault>& faults,
                      bool despite_omissions = false);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_REPORT_CHECK_H_
