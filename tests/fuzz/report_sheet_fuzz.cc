#include "clients/core/report/sheet.h"
#include "tests/fuzz/harness.h"

namespace liaison {
namespace {

bool TryReportSheet(absl::string_view input) {
  return RoundTrips(ParseSheet(input), PrintSheet, input);
}

const FuzzTarget kReportSheetTarget("report_sheet", TryReportSheet);

}  // namespace
}  // namespace liaison
