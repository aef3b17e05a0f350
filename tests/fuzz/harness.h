// What a fuzz target is: one function over one parser. libFuzzer feeds it with fuzz_driver.cc;
// every other build replays the corpus through it with replay_main.cc.
#ifndef LIAISON_TESTS_FUZZ_HARNESS_H_
#define LIAISON_TESTS_FUZZ_HARNESS_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/base/check.h"

namespace liaison {

inline constexpr absl::string_view kFuzzNs = "deescalation.example";

// Each target defines it: true if the parser accepted `input`. Ends the process on a broken rule.
bool TryInput(absl::string_view input);

// The property of all our parsers: what is accepted prints as the same bytes.
template <typename Value, typename Print>
bool RoundTrips(const absl::StatusOr<Value>& parsed, const Print& print, absl::string_view input) {
  if (!parsed.ok()) return false;
  LIAISON_CHECK(print(*parsed) == input);
  return true;
}

}  // namespace liaison

#endif  // LIAISON_TESTS_FUZZ_HARNESS_H_
