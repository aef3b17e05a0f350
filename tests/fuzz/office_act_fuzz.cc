#include "proto/text/office_act.h"
#include "tests/fuzz/harness.h"

namespace liaison {
namespace {

bool TryOfficeAct(absl::string_view input) {
  return RoundTrips(ParseOfficeAct(kFuzzNs, input), PrintOfficeAct, input);
}

const FuzzTarget kOfficeActTarget("office_act", TryOfficeAct);

}  // namespace
}  // namespace liaison
