// The result of a run, as a table for people and as JSON for machines.
#ifndef LIAISON_TESTS_BENCH_REPORT_H_
#define LIAISON_TESTS_BENCH_REPORT_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "tests/bench/measure.h"

namespace liaison {

// What was to be reached.
struct Bar {
  std::string figure;  // a row of Figures
  double limit = 0;
  bool at_most = true;  // else: at least
  bool IsMet(double median) const { return at_most ? median <= limit : median >= limit; }
};

// What the figures were taken with.
struct Setting {
  std::string benchmark;
  std::string database;  // the file system that held it
  int rounds = 0;
  double seconds = 0;       // of each load
  std::string description;  // lines above the table
  // Further members of the JSON, in order.
  std::vector<std::pair<std::string, size_t>> numbers{};
};

// Processor, cores, memory, kernel: one line.
std::string DescribeMachine();
// "ext4", or the number of another file system.
std::string DescribeDisk(const std::string& folder);

std::string PrintTable(const Setting& setting, const Figures& figures,
                       const std::vector<Bar>& bars);
std::string PrintJson(const Setting& setting, const Figures& figures, const std::vector<Bar>& bars);

}  // namespace liaison

#endif  // LIAISON_TESTS_BENCH_REPORT_H_
