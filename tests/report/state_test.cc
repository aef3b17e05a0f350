// The scenarios on the state library alone, in other batches: the same is said.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <limits>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "plugins/plugkit/compare.h"
#include "tests/escalation/scenario_files.h"
#include "tests/report/state_stage.h"

namespace liaison {
namespace {

constexpr char kFolder[] = "report";

std::vector<std::string> Lines(const std::vector<plugkit::Record>& records) {
  std::vector<std::string> lines;
  for (const plugkit::Record& record : records) lines.push_back(PrintRecord(record));
  return lines;
}

std::vector<std::string> ReportScenarioNames() { return ScenarioNames(kFolder, "RH"); }

class ReportScenario : public testing::TestWithParam<std::string> {};

TEST_P(ReportScenario, SaysTheseThingsAndNoOthersInAnyBatches) {
  const plugkit::Script script = ReadScenario(kFolder, GetParam());
  ASSERT_GT(script.steps_size(), 0);
  const std::vector<plugkit::Record> said = ReportStage(1).Play(script);
  const Difference difference = Compare(script, said);
  EXPECT_FALSE(difference.any) << absl::StrJoin(difference.lines, "\n");
  for (const int batch : {7, std::numeric_limits<int>::max()}) {
    EXPECT_EQ(Lines(ReportStage(batch).Play(script)), Lines(said)) << "in batches of " << batch;
  }
}

INSTANTIATE_TEST_SUITE_P(All, ReportScenario, testing::ValuesIn(ReportScenarioNames()),
                         [](const auto& name) { return name.param; });

TEST(ReportScenarios, AreCounted) {
  const std::vector<std::string> names = ReportScenarioNames();
  const auto of_the_page = std::count_if(names.begin(), names.end(),
                                         [](const auto& name) { return name.front() == 'R'; });
  std::printf("%d scenarios of reports on the state library alone, and %d of our own\n",
              static_cast<int>(of_the_page),
              static_cast<int>(names.size()) - static_cast<int>(of_the_page));
  EXPECT_GE(of_the_page, 20);
}

}  // namespace
}  // namespace liaison
