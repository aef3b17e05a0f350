// liaison report ...: the report adds up.
#include "clients/cli/report.h"

namespace liaison {

void AddReportCommands(CommandAdder& adder) { adder.Noun("report"); }

}  // namespace liaison
