// How long answers took, with those that have not come: percentiles as ranges, since nobody knows
// when the missing ones will come. Source: REPORTS section A 14.
#ifndef LIAISON_CLIENTS_CORE_REPORT_DURATIONS_H_
#define LIAISON_CLIENTS_CORE_REPORT_DURATIONS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "clients/core/report/figure_book.h"

namespace liaison {

// What was accepted then, and answered, or watched in vain until it was censored.
struct Observation {
  RowId row = 0;
  int64_t accepted_ms = 0;
  std::optional<int64_t> answered_ms;
  int64_t censored_ms = 0;  // where there is no answer

  int64_t Watched_ms() const { return answered_ms.value_or(censored_ms) - accepted_ms; }
};

// Keeps the earlier one of two times that may not be known.
void KeepFirst(std::optional<int64_t>& first, std::optional<int64_t> time_ms);

using Observations = std::map<std::string, std::vector<Observation>>;  // by who owes the answer

// Nearest rank k = ceil(percent * n / 100). Low: the unanswered as if answered when censored; high:
// never, which is no `high`. Of at least one.
FigureRange NearestRank(const std::vector<Observation>& observations, int percent);

// <prefix>p50_ms and <prefix>p90_ms of each office that owes one of them.
void CountPercentiles(absl::string_view prefix, absl::string_view rule,
                      const Observations& observations, FigureBook& book);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_DURATIONS_H_
