// If every notice is flash, none is. Each office has a budget of flash an hour, published in the
// charter; a flash beyond it is delivered like any other and owed an answer, but it is shown in a
// group and rings no alarm. One rule for desks, and for reports, which count them. Source:
// DOMAIN.md, "what the past teaches".
#ifndef LIAISON_PROTO_RULES_FLASH_BUDGET_H_
#define LIAISON_PROTO_RULES_FLASH_BUDGET_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"

namespace liaison {

inline constexpr int64_t kFlashBudgetSpan_ms = 3'600'000;

// Whether one office's flash at hub time `at_ms` is beyond `per_hour` (0: no budget). `within_ms`:
// hub times of its earlier flash that were within the budget. Those of the hour before `at_ms`
// count, one exactly an hour old does not. What was beyond never counts: an office that floods
// still rings `per_hour` times in any hour, and can be neither silenced for ever nor heard without
// end.
bool IsBeyondFlashBudget(uint32_t per_hour, absl::Span<const int64_t> within_ms, int64_t at_ms);

// Of one office's flash, in log order, those that are within the budget.
std::vector<int64_t> FlashWithinBudget(uint32_t per_hour, absl::Span<const int64_t> times_ms);

}  // namespace liaison

#endif  // LIAISON_PROTO_RULES_FLASH_BUDGET_H_
