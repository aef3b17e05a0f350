#include "proto/text/notice.h"
#include "tests/fuzz/harness.h"

namespace liaison {
namespace {

bool TryNotice(absl::string_view input) {
  return RoundTrips(ParseNotice(kFuzzNs, input), PrintNotice, input);
}

const FuzzTarget kNoticeTarget("notice", TryNotice);

}  // namespace
}  // namespace liaison
