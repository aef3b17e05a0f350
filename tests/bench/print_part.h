// The part of ops/bench report that prints: the annex of a report with as many rows as are printed
// at all, as a PDF.
#ifndef LIAISON_TESTS_BENCH_PRINT_PART_H_
#define LIAISON_TESTS_BENCH_PRINT_PART_H_

#include <vector>

#include "absl/status/status.h"
#include "tests/bench/measure.h"
#include "tests/bench/report.h"

namespace liaison {

// Once a round; processor time, since nothing here waits.
absl::Status PrintRound(Figures& figures);
std::vector<Bar> PrintBars();

}  // namespace liaison

#endif  // LIAISON_TESTS_BENCH_PRINT_PART_H_
