#include "proto/rules/flash_budget.h"

#include <algorithm>

namespace liaison {

bool IsBeyondFlashBudget(uint32_t per_hour, absl::Span<const int64_t> within_ms, int64_t at_ms) {
  if (per_hour == 0) return false;
  return std::count_if(within_ms.begin(), within_ms.end(), [at_ms](int64_t time_ms) {
           return time_ms > at_ms - kFlashBudgetSpan_ms;
         }) >= int64_t{per_hour};
}

std::vector<int64_t> FlashWithinBudget(uint32_t per_hour, absl::Span<const int64_t> times_ms) {
  std::vector<int64_t> within;
  for (const int64_t time_ms : times_ms) {
    if (!IsBeyondFlashBudget(per_hour, within, time_ms)) within.push_back(time_ms);
  }
  return within;
}

}  // namespace liaison
