// The scenarios on the state library alone, in other batches, twice: the same is said (M34).
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "plugins/plugkit/compare.h"
#include "tests/maps/map_scripts.h"
#include "tests/maps/state_stage.h"

namespace liaison {
namespace {

std::vector<std::string> Lines(const std::vector<plugkit::Record>& records) {
  std::vector<std::string> lines;
  for (const plugkit::Record& record : records) lines.push_back(PrintRecord(record));
  return lines;
}

class MapScenario : public testing::TestWithParam<std::string> {};

TEST_P(MapScenario, SaysTheseThingsAndNoOthersInAnyBatchesTwice) {
  const plugkit::Script script = ReadMapScript(GetParam());
  ASSERT_GT(script.steps_size(), 0);
  const std::vector<plugkit::Record> said = StateStage(1).Play(script);
  const Difference difference = Compare(script, said);
  EXPECT_FALSE(difference.any) << absl::StrJoin(difference.lines, "\n");
  for (const int batch : {1, 7, std::numeric_limits<int>::max()}) {
    EXPECT_EQ(Lines(StateStage(batch).Play(script)), Lines(said)) << "in batches of " << batch;
  }
}

INSTANTIATE_TEST_SUITE_P(All, MapScenario, testing::ValuesIn(MapScenarioNames()),
                         [](const auto& name) { return name.param; });

TEST(MapScenarios, AreCounted) {
  const std::vector<std::string> names = MapScenarioNames();
  const auto of_the_page = std::count_if(names.begin(), names.end(),
                                         [](const auto& name) { return name.front() == 'M'; });
  std::printf("%d scenarios of maps on the state library alone, and %d of our own\n",
              static_cast<int>(of_the_page),
              static_cast<int>(names.size()) - static_cast<int>(of_the_page));
  EXPECT_GE(of_the_page, 37);
}

}  // namespace
}  // namespace liaison
