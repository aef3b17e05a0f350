// Patterns: so many envelopes with the same blind tag within a window open an incident of their
// own. Source: DESIGN section 8, ESCALATION rule 10; the format is
// proto/schema/pattern.schema.json. Pure.
#ifndef LIAISON_PROTO_RULES_PATTERN_H_
#define LIAISON_PROTO_RULES_PATTERN_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/text/header.h"
#include "proto/text/names.h"

namespace liaison {

struct PatternPolicy {
  std::string slot;                              // of the blind tags: zone, kind, party or place
  uint32_t count = 0;                            // at least 2, at most 1000
  int64_t window_ms = 0;                         // half-open: (t - window, t]
  Precedence precedence = Precedence::kRoutine;  // of the incident
  PolicyRef ladder;
};
// Errors: InvalidArgument, field "rules".
absl::StatusOr<PatternPolicy> ParsePatternPolicy(absl::string_view rules);

}  // namespace liaison

#endif  // LIAISON_PROTO_RULES_PATTERN_H_
