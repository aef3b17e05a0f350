#include "clients/core/report/model.h"
#include "tests/fuzz/harness.h"

namespace liaison {
namespace {

bool TryReportModel(absl::string_view input) {
  return RoundTrips(ParseModel(input), PrintModel, input);
}

const FuzzTarget kReportModelTarget("report_model", TryReportModel);

}  // namespace
}  // namespace liaison
