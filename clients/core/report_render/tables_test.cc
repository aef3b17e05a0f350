#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "clients/core/report_render/report_example.h"
#include "proto/wire/hash.h"

namespace liaison {
namespace {

class Tables : public ::testing::Test {
 protected:
  const ExampleReport report_{20, "", "unanimous"};
  const std::map<std::string, std::string> files_ =
      RenderTables(report_.Request(Language::kEn), Phrasebook::BuiltIn()).value();
};

TEST_F(Tables, ThePackageNamesEveryTableWithItsHash) {
  const nlohmann::json package = nlohmann::json::parse(files_.at("datapackage.json"));
  EXPECT_EQ(package["profile"], "tabular-data-package");
  EXPECT_EQ(package["name"], "jwg-2017-05");
  EXPECT_EQ(package["resources"].size() + 1, files_.size());
  for (const nlohmann::json& resource : package["resources"]) {
    const std::string& csv = files_.at(resource["path"]);
    EXPECT_EQ(resource["hash"], "sha256:" + ToHex(Sha256(csv))) << resource["path"];
    EXPECT_EQ(resource["bytes"], csv.size());
    std::vector<std::string> names;
    for (const nlohmann::json& field : resource["schema"]["fields"]) names.push_back(field["name"]);
    const std::string head = csv.substr(0, csv.find("\r\n"));
    EXPECT_EQ(names, (std::vector<std::string>(absl::StrSplit(head, ',')))) << resource["path"];
  }
}

TEST_F(Tables, ZeroIsACellAndWhatIsNotKnownIsNone) {
  const std::string& csv = files_.at("figures.csv");
  EXPECT_TRUE(absl::StrContains(csv, "\r\ne.agreed,0,"));
  EXPECT_TRUE(absl::StrContains(csv, "\r\nv.reg.irn,,,,V1,"));
  EXPECT_TRUE(absl::StrContains(csv, "\r\nk.p50_ms.rus,,1800000,1800001,"));
  EXPECT_TRUE(absl::StrContains(csv, "\r\nk.p90_ms.rus,,144000000,,"));
}

// What an office calls its post opens in a spreadsheet at another office.
TEST_F(Tables, NoCellIsAFormula) {
  ReportModel model = ExampleModel(2);
  const auto csv_with = [&model](const std::string& post) {
    model.figures = {{.id = "p.observed_ms.tur." + post,
                      .value = int64_t{1},
                      .rule = "P1",
                      .where = Json::Object{{"office", "tur"}, {"post", post}}}};
    return RenderTables({.model = model}, Phrasebook::BuiltIn())->at("figures.csv");
  };
  EXPECT_TRUE(absl::EndsWith(csv_with("=HYPERLINK(1)"), ",tur,'=HYPERLINK(1)\r\n"));
  EXPECT_TRUE(absl::EndsWith(csv_with("+cmd|x"), ",tur,'+cmd|x\r\n"));
  EXPECT_TRUE(absl::EndsWith(csv_with("a;=1"), ",tur,a;'=1\r\n"));
  EXPECT_TRUE(absl::EndsWith(csv_with("OP-3"), ",tur,OP-3\r\n"));
}

TEST_F(Tables, CellsWithCommasAndQuotesAreQuoted) {
  EXPECT_TRUE(absl::StrContains(files_.at("rows.csv"), R"("{""count"":1,""kind"":""mortar""}")"));
}

}  // namespace
}  // namespace liaison
