// Time spans and what is said about many of them. The machine's steady clock: benchmarks alone may
// read it.
#ifndef LIAISON_TESTS_BENCH_MEASURE_H_
#define LIAISON_TESTS_BENCH_MEASURE_H_

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"

namespace liaison {

class Stopwatch {
 public:
  Stopwatch() : start_(std::chrono::steady_clock::now()) {}
  double Us() const {
    return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start_)
        .count();
  }
  double Seconds() const { return Us() / 1e6; }

 private:
  std::chrono::steady_clock::time_point start_;
};

// Processor time that this thread has used, in microseconds: what others of the machine do is not
// in it.
double ThreadUs();

// Of one step.
struct StepTime {
  double us = 0;       // by the clock
  double used_us = 0;  // processor time of this thread

  StepTime& operator+=(const StepTime& more) {
    us += more.us;
    used_us += more.used_us;
    return *this;
  }
};
class StepWatch {
 public:
  StepWatch() : begin_us_(ThreadUs()) {}
  StepTime Read() const { return {.us = watch_.Us(), .used_us = ThreadUs() - begin_us_}; }

 private:
  const double begin_us_;
  const Stopwatch watch_;
};

// The value below which `share` of them lie (nearest rank). `values` must not be empty.
double Percentile(std::vector<double> values, double share);

struct Spread {
  double median = 0;
  double least = 0;
  double most = 0;
};
Spread SpreadOf(const std::vector<double>& values);

// Figures by name, one value a round each, in the order in which they were first told.
class Figures {
 public:
  struct Row {
    std::string name;
    std::string unit;
    std::vector<double> rounds;
  };
  void Add(absl::string_view name, absl::string_view unit, double value);
  const std::vector<Row>& rows() const { return rows_; }

 private:
  std::vector<Row> rows_;
};

}  // namespace liaison

#endif  // LIAISON_TESTS_BENCH_MEASURE_H_
