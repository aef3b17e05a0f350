// The result of a run, as a table for people and as JSON for machines.
#ifndef LIAISON_TESTS_BENCH_REPORT_H_
#define LIAISON_TESTS_BENCH_REPORT_H_

#include <cstdint>
#include <string>
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

struct Setting {
  int rounds = 0;
  double seconds = 0;  // of each load
  size_t message_bytes = 0;
  size_t header_bytes = 0;
  size_t answer_bytes = 0;
  int subscribers = 0;
  std::string database;  // the file system that held it
};

// Processor, cores, memory, kernel: one line.
std::string DescribeMachine();

std::string PrintTable(const Setting& setting, const Figures& figures,
                       const std::vector<Bar>& bars);
std::string PrintJson(const Setting& setting, const Figures& figures, const std::vector<Bar>& bars);

}  // namespace liaison

#endif  // LIAISON_TESTS_BENCH_REPORT_H_
