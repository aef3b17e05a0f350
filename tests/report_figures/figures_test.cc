// Scenarios R01 to R20 and their neighbours: what the figures of a report must be.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "tests/report_figures/figure_scenario.h"

namespace liaison {
namespace {

std::string GapText(const ModelGap& gap) {
  return absl::StrCat(gap.desk, "-", gap.year, " ", gap.first, "-", gap.last, " ", gap.why,
                      gap.by.empty() ? "" : " ", gap.by);
}

std::set<std::string> WordsOf(const Json& words) {
  std::set<std::string> out;
  for (const Json& word : *words.array()) out.insert(*word.string());
  return out;
}

void CheckFigures(const Json& expected, const ReportModel& model) {
  for (const auto& [id, value] : *expected.object()) {
    const Figure* figure = model.Find(id);
    const std::string wanted =
        value.string() != nullptr ? *value.string() : absl::StrCat(*value.integer());
    if (wanted == "absent") {
      EXPECT_EQ(figure, nullptr) << id;
    } else {
      ASSERT_NE(figure, nullptr) << id;
      EXPECT_EQ(ValueText(figure->value), wanted) << id;
    }
  }
}

// All of them, by code.
void CheckAnomalies(const Json& expected, const ReportModel& model) {
  std::map<std::string, int64_t> found;
  for (const ModelAnomaly& anomaly : model.anomalies) ++found[anomaly.code];
  std::map<std::string, int64_t> wanted;
  for (const auto& [code, count] : *expected.object()) wanted[code] = *count.integer();
  EXPECT_EQ(found, wanted);
}

void CheckRows(const Json& expected, const ReportModel& model) {
  for (const auto& [name, wanted] : *expected.object()) {
    const ModelRow* row = FindNamed(model, name);
    ASSERT_NE(row, nullptr) << name;
    const std::set<std::string> flags(row->flags.begin(), row->flags.end());
    if (wanted.Find("flags") != nullptr) {
      EXPECT_EQ(flags, WordsOf(*wanted.Find("flags"))) << name;
    }
    EXPECT_EQ(wanted.StringOr("fate", std::string(RowFateName(row->fate))), RowFateName(row->fate))
        << name;
    EXPECT_EQ(wanted.StringOr("standing", row->standing), row->standing) << name;
    if (wanted.Find("by") != nullptr) {
      EXPECT_EQ(std::set<std::string>(row->by.begin(), row->by.end()), WordsOf(*wanted.Find("by")))
          << name;
    }
  }
}

std::set<std::string> WordsIfAny(const Json& json, absl::string_view name) {
  return json.Find(name) == nullptr ? std::set<std::string>() : WordsOf(*json.Find(name));
}

void CheckScenario(const FigureScenario& scenario) {
  const absl::StatusOr<ReportModel> model = Assemble(scenario.frame, scenario.sheets);
  ASSERT_TRUE(model.ok()) << model.status();
  const Json& expected = scenario.expected;
  if (expected.Find("figures") != nullptr) CheckFigures(*expected.Find("figures"), *model);
  if (expected.Find("rows") != nullptr) CheckRows(*expected.Find("rows"), *model);
  CheckAnomalies(expected.Find("anomalies") == nullptr ? Json() : *expected.Find("anomalies"),
                 *model);
  std::set<std::string> gaps;
  for (const ModelGap& gap : model->gaps) gaps.insert(GapText(gap));
  EXPECT_EQ(gaps, WordsIfAny(expected, "gaps"));
  EXPECT_EQ(std::set<std::string>(model->missing.begin(), model->missing.end()),
            WordsIfAny(expected, "missing"));
}

void CheckFollowsFromItself(const FigureScenario& scenario) {
  const absl::StatusOr<ReportModel> model = Assemble(scenario.frame, scenario.sheets);
  ASSERT_TRUE(model.ok()) << model.status();
  const absl::StatusOr<ReportModel> parsed = ParseModel(PrintModel(*model));
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_EQ(*parsed, *model);
  const absl::StatusOr<ReportModel> again = Recompute(*parsed, scenario.frame);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(PrintModel(*again), PrintModel(*model));
}

// One test for all: a process each would cost more than the figures do.
TEST(FiguresTest, AreWhatTheScenariosSay) {
  const std::vector<FigureScenario> scenarios = AllFigureScenarios();
  std::printf("scenarios of figures: %zu\n", scenarios.size());
  EXPECT_GE(scenarios.size(), 58U);
  for (const FigureScenario& scenario : scenarios) {
    SCOPED_TRACE(scenario.name);
    CheckScenario(scenario);
    CheckFollowsFromItself(scenario);
  }
}

}  // namespace
}  // namespace liaison
