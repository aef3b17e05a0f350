#include "clients/core/report/durations.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace liaison {

void KeepFirst(std::optional<int64_t>& first, std::optional<int64_t> time_ms) {
  if (time_ms && (!first || *time_ms < *first)) first = time_ms;
}

FigureRange NearestRank(const std::vector<Observation>& observations, int percent) {
  std::vector<int64_t> watched_ms;
  std::vector<int64_t> answered_ms;
  for (const Observation& observation : observations) {
    watched_ms.push_back(observation.Watched_ms());
    if (observation.answered_ms) answered_ms.push_back(observation.Watched_ms());
  }
  std::sort(watched_ms.begin(), watched_ms.end());
  std::sort(answered_ms.begin(), answered_ms.end());
  const size_t rank = (static_cast<size_t>(percent) * observations.size() + 99) / 100;
  FigureRange range{.low = watched_ms[rank - 1]};
  if (rank <= answered_ms.size()) range.high = answered_ms[rank - 1];
  return range;
}

void CountPercentiles(absl::string_view prefix, absl::string_view rule,
                      const Observations& observations, FigureBook& book) {
  for (const auto& [office, own] : observations) {
    for (const int percent : {50, 90}) {
      Tally& tally = book.At(absl::StrCat(prefix, "p", percent, "_ms"), rule, {{"office", office}});
      tally.value = NearestRank(own, percent);
      for (const Observation& observation : own) tally.rows.push_back(observation.row);
    }
  }
}

}  // namespace liaison
