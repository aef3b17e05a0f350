// How the verdict about a report looks.
#ifndef LIAISON_CLIENTS_CLI_REPORT_VERDICT_VIEW_H_
#define LIAISON_CLIENTS_CLI_REPORT_VERDICT_VIEW_H_

#include "clients/cli/context.h"
#include "clients/core/report_pack/verify_report.h"
#include "proto/text/canonical_json.h"

namespace liaison {

void ShowReportVerdict(Context& context, const ReportVerdict& verdict);
// {level, checks: [{id, ok, detail}], figures: {ok, n}, rows: {opened, sealed, failed}, outcome,
// ...}; "L3", and "none" where not even L0 holds. A check that could not be made is not `ok` and
// has `made: false`. Source: REPORTS section D.
Json ReportVerdictJson(const ReportVerdict& verdict);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_REPORT_VERDICT_VIEW_H_
