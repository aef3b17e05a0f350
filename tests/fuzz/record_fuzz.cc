#include "proto/text/record.h"
#include "tests/fuzz/harness.h"

namespace liaison {
namespace {

bool TryRecord(absl::string_view input) {
  return RoundTrips(ParseRelease(kFuzzNs, input), PrintRelease, input) ||
         RoundTrips(ParseAlert(kFuzzNs, input), PrintAlert, input) ||
         RoundTrips(ParseTimer(kFuzzNs, input), PrintTimer, input) ||
         RoundTrips(ParseControl(kFuzzNs, input), PrintControl, input);
}

const FuzzTarget kRecordTarget("record", TryRecord);

}  // namespace
}  // namespace liaison
