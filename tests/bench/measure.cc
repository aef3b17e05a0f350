#include "tests/bench/measure.h"

#include <algorithm>
#include <cmath>
#include <ctime>

#include "proto/base/check.h"

namespace liaison {

double ThreadUs() {
  timespec used{};
  LIAISON_CHECK(clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used) == 0);
  return static_cast<double>(used.tv_sec) * 1e6 + static_cast<double>(used.tv_nsec) / 1e3;
}

double Percentile(std::vector<double> values, double share) {
  LIAISON_CHECK(!values.empty());
  const double rank = std::ceil(share * static_cast<double>(values.size()));
  const size_t position = std::clamp(static_cast<size_t>(rank), size_t{1}, values.size()) - 1;
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(position),
                   values.end());
  return values[position];
}

Spread SpreadOf(const std::vector<double>& values) {
  return {.median = Percentile(values, 0.5),
          .least = *std::min_element(values.begin(), values.end()),
          .most = *std::max_element(values.begin(), values.end())};
}

void Figures::Add(absl::string_view name, absl::string_view unit, double value) {
  auto row = std::find_if(rows_.begin(), rows_.end(), [&](const Row& r) { return r.name == name; });
  if (row == rows_.end()) {
    row = rows_.insert(rows_.end(), {.name = std::string(name), .unit = std::string(unit)});
  }
  row->rounds.push_back(value);
}

}  // namespace liaison
