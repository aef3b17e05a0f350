// What is printed is what the published schemas say, and what the schemas do not know is refused.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "absl/strings/str_cat.h"
#include "tests/report_figures/figure_scenario.h"
#include "tests/report_figures/random_report.h"

namespace liaison {
namespace {

class PublishedSchema {
 public:
  explicit PublishedSchema(const std::string& name) {
    std::ifstream in(absl::StrCat(LIAISON_SOURCE_DIR, "/proto/schema/", name));
    const nlohmann::json document = nlohmann::json::parse(in);
    valijson::SchemaParser parser(valijson::SchemaParser::kDraft7);
    parser.populateSchema(valijson::adapters::NlohmannJsonAdapter(document), schema_);
  }

  // Empty: it is as the schema says.
  std::string WrongIn(const nlohmann::json& document) const {
    valijson::Validator validator;
    valijson::ValidationResults results;
    const valijson::adapters::NlohmannJsonAdapter adapter(document);
    if (validator.validate(schema_, adapter, &results)) return "";
    valijson::ValidationResults::Error error;
    std::string wrong = "wrong";
    while (results.popError(error)) {
      absl::StrAppend(&wrong, "\n", error.description);
      for (const std::string& step : error.context) absl::StrAppend(&wrong, " ", step);
    }
    return wrong;
  }

 private:
  valijson::Schema schema_;
};

TEST(ReportSchemaTest, AllThatIsPrintedIsAsItSays) {
  const PublishedSchema model_schema("report.schema.json");
  const PublishedSchema sheet_schema("report_sheet_content.schema.json");
  const auto check = [&](const ReportFrame& frame, const std::vector<ReportSheet>& sheets) {
    const absl::StatusOr<ReportModel> model = Assemble(frame, sheets);
    ASSERT_TRUE(model.ok()) << model.status();
    EXPECT_EQ(model_schema.WrongIn(nlohmann::json::parse(PrintModel(*model))), "");
    for (const ReportSheet& sheet : sheets) {
      EXPECT_EQ(sheet_schema.WrongIn(nlohmann::json::parse(PrintSheet(sheet))), "");
    }
  };
  for (const FigureScenario& scenario : AllFigureScenarios()) {
    SCOPED_TRACE(scenario.name);
    check(scenario.frame, scenario.sheets);
  }
  for (uint64_t seed = 1; seed <= 5; ++seed) {
    const RandomReport made = MakeRandomReport(seed);
    check(made.frame, made.sheets);
  }
}

TEST(ReportSchemaTest, WhatItDoesNotKnowItRefuses) {
  const PublishedSchema schema("report.schema.json");
  const RandomReport made = MakeRandomReport(5);
  const nlohmann::json model =
      nlohmann::json::parse(PrintModel(*Assemble(made.frame, made.sheets)));
  ASSERT_EQ(schema.WrongIn(model), "");
  for (const auto& member : model.items()) {
    nlohmann::json broken = model;
    broken.erase(member.key());
    EXPECT_NE(schema.WrongIn(broken), "") << member.key();
    broken[member.key()] = nullptr;
    EXPECT_NE(schema.WrongIn(broken), "") << member.key();
  }
  nlohmann::json broken = model;
  broken["total"] = 1;
  EXPECT_NE(schema.WrongIn(broken), "");
  for (const char* path : {"/figures/0/value", "/rows/0/row/notice", "/rows/0/row/event_ms",
                           "/offices/0/owes", "/period/first_day", "/ack/0/censored"}) {
    broken = model;
    broken[nlohmann::json::json_pointer(path)] = "other";
    EXPECT_NE(schema.WrongIn(broken), "") << path;
  }
}

}  // namespace
}  // namespace liaison
