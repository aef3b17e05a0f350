// liaison report ...: the report adds up.
#include "clients/cli/report.h"

namespace liaison {

void AddReportCommands(CommandAdder& adder) {
  CommandAdder noun = adder.Noun("report");
  AddReportOpenVerb(noun);
  AddReportStatusVerb(noun);
  AddReportContributeVerb(noun);
  AddReportDraftVerbs(noun);
  AddReportReadVerbs(noun);
  AddReportStepVerbs(noun);
  AddReportRenderVerb(noun);
  AddReportVerifyVerb(noun);
  AddReportExportVerb(noun);
}

}  // namespace liaison
