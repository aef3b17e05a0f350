#include "proto/rules/pattern.h"

#include <utility>

#include "proto/base/status_macros.h"
#include "proto/rules/json_reader.h"
#include "proto/rules/policy_values.h"

namespace liaison {

absl::StatusOr<PatternPolicy> ParsePatternPolicy(absl::string_view rules) {
  // Beyond a day, two weeks' tags of one value would count as two (CRYPTO 1.13).
  constexpr int64_t kMaxWindow_s = 24 * 3600;
  static const std::vector<absl::string_view> kSlots = {"kind", "party", "place", "zone"};
  ASSIGN_OR_RETURN(const Json json, ParseJsonTail("rules", rules));
  PatternPolicy pattern;
  JsonReader in("rules", json, "");
  size_t slot = 0;
  in.Choice("slot", kSlots, slot);
  pattern.slot = std::string(kSlots[slot]);
  int64_t count = 0;
  in.Number("count", 2, 1000, count);
  pattern.count = static_cast<uint32_t>(count);
  int64_t window_s = 0;
  in.Number("window_s", 1, kMaxWindow_s, window_s);
  pattern.window_ms = window_s * 1000;
  ReadIncidentLadder(in, pattern.precedence, pattern.ladder);
  return in.Finish(std::move(pattern));
}

}  // namespace liaison
