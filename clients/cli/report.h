// The verbs of `liaison report`, by file: what opens one, what is shown, what offices give and say,
// what the rapporteur makes of it, and what comes out.
#ifndef LIAISON_CLIENTS_CLI_REPORT_H_
#define LIAISON_CLIENTS_CLI_REPORT_H_

#include "clients/cli/commands.h"

namespace liaison {

void AddReportOpenVerb(CommandAdder& noun);
void AddReportStatusVerb(CommandAdder& noun);
void AddReportContributeVerb(CommandAdder& noun);
void AddReportDraftVerbs(CommandAdder& noun);  // assemble, review
void AddReportReadVerbs(CommandAdder& noun);   // diff, explain
void AddReportStepVerbs(CommandAdder& noun);   // comment, freeze, reopen, sign, ..., withdraw
void AddReportRenderVerb(CommandAdder& noun);
void AddReportVerifyVerb(CommandAdder& noun);
void AddReportExportVerb(CommandAdder& noun);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_REPORT_H_
