#include "clients/cli/report_dues.h"

#include <algorithm>
#include <array>
#include <optional>

namespace liaison {

void FillDues(int64_t period_end_ms, int64_t now_ms, ReportDues& dues) {
  constexpr int64_t kDay_s = int64_t{24} * 3600;
  constexpr int64_t kStep_s = 2 * kDay_s;
  const int64_t begin_s = std::max(period_end_ms, now_ms) / 1000;
  int64_t usual_s = begin_s + 3 * kDay_s;
  int64_t before_s = begin_s;
  const std::array<std::optional<int64_t>*, 3> all = {&dues.contribution_s, &dues.review_s,
                                                      &dues.sign_s};
  for (auto due = all.begin(); due != all.end(); ++due, usual_s += kStep_s) {
    const auto* const given = std::find_if(
        due, all.end(), [](const std::optional<int64_t>* one) { return one->has_value(); });
    if (given != due) {
      **due = std::max(usual_s, before_s + kStep_s);
      if (given != all.end() && ***due >= ***given) **due = before_s + (***given - before_s) / 2;
    }
    before_s = ***due;
  }
}

}  // namespace liaison
