// How an office's own sheet looks before it is contributed.
#ifndef LIAISON_CLIENTS_CLI_REPORT_SHEET_VIEW_H_
#define LIAISON_CLIENTS_CLI_REPORT_SHEET_VIEW_H_

#include <vector>

#include "clients/cli/context.h"
#include "clients/core/report_desk/report_store.h"
#include "clients/core/report_desk/sheet_maker.h"
#include "proto/base/strong_int.h"
#include "proto/text/canonical_json.h"

namespace liaison {

// Per desk how many serials are what, by kind how many rows, what is withheld and why, gaps, links,
// positions, notices of others that their sheets do not know.
void ShowSheet(Context& context, const MadeSheet& made, const ReportStatements& said,
               TreeSize below);
Json SheetJson(const MadeSheet& made, const ReportStatements& said);
// Notices of other offices that are here and that their sheets do not know.
void ShowUnlisted(Context& context, const std::vector<SheetUnlisted>& unlisted);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_REPORT_SHEET_VIEW_H_
