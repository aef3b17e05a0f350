// A report as data: who registered what, and what the figures must be. README.md in
// tests/data/report_figures says what the members mean.
#ifndef LIAISON_TESTS_REPORT_FIGURES_FIGURE_SCENARIO_H_
#define LIAISON_TESTS_REPORT_FIGURES_FIGURE_SCENARIO_H_

#include <map>
#include <string>
#include <vector>

#include "clients/core/report/assemble.h"
#include "proto/text/canonical_json.h"

namespace liaison {

struct FigureScenario {
  std::string name;  // "R01"
  std::string title;
  ReportFrame frame;
  std::vector<ReportSheet> sheets;
  Json expected;
};

// Every file of tests/data/report_figures, by name. Dies of one that cannot be read.
std::vector<FigureScenario> AllFigureScenarios();

// As expectations spell it: "13", "none", "60000..90000", or "60000..": a range that never ends.
std::string ValueText(const FigureValue& value);

// The row that a scenario calls "T1".
const ModelRow* FindNamed(const ReportModel& model, const std::string& name);

}  // namespace liaison

#endif  // LIAISON_TESTS_REPORT_FIGURES_FIGURE_SCENARIO_H_
