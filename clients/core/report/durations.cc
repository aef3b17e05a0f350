#include "clients/core/report/durations.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace liaison {

void KeepFirst(std::optional<int64_t>& first, std::optional<int64_t> time_ms) {
  if (time_ms && (!first || *time_ms < *first)) first = time_ms;
}

namespace {

// The value of this rank, counted from 1.
int64_t OfRank(size_t rank, std::vector<int64_t>& values) {
  const auto place = values.begin() + static_cast<ptrdiff_t>(rank - 1);
  std::nth_element(values.begin(), place, values.end());
  return *place;
}

}  // namespace

FigureRange NearestRank(const std::vector<Observation>& observations, int percent) {
  std::vector<int64_t> watched_ms;
  std::vector<int64_t> answered_ms;
  for (const Observation& observation : observations) {
    watched_ms.push_back(observation.Watched_ms());
    if (observation.answered_ms) answered_ms.push_back(observation.Watched_ms());
  }
  const size_t rank = (static_cast<size_t>(percent) * observations.size() + 99) / 100;
  FigureRange range{.low = OfRank(rank, watched_ms)};
  if (rank <= answered_ms.size()) range.high = OfRank(rank, answered_ms);
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
