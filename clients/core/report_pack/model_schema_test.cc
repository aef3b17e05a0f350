// The published schema is what verification holds a model against, whatever our own parser takes.
#include "clients/core/report_pack/model_schema.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "absl/strings/str_cat.h"
#include "clients/core/report_pack/pack_testing.h"
#include "proto/base/error.h"

namespace liaison {
namespace {

nlohmann::json Model() {
  static const std::string* const kModel = [] {
    PackStage stage;
    stage.OpenAndContribute();
    stage.DraftAndFreeze();
    return new std::string(PrintModel(stage.model()));
  }();
  return nlohmann::json::parse(*kModel);
}

// Where it is not as published; "": it is.
std::string WrongIn(const nlohmann::json& model) {
  const absl::Status checked = CheckModelSchema(model.dump());
  if (checked.ok()) return "";
  EXPECT_EQ(ReasonOf(checked), "SCHEMA");
  EXPECT_TRUE(absl::IsDataLoss(checked));
  return DetailOf(checked)->subject;
}

TEST(CheckModelSchemaTest, TakesWhatIsPrinted) { EXPECT_EQ(WrongIn(Model()), ""); }

TEST(CheckModelSchemaTest, NamesTheMemberThatIsNotAsPublished) {
  const auto with = [](const char* path, const nlohmann::json& value) {
    nlohmann::json model = Model();
    model[nlohmann::json::json_pointer(path)] = value;
    return WrongIn(model);
  };
  EXPECT_EQ(with("/total", 1), "report.json");
  EXPECT_EQ(with("/cut", -1), "report.json");
  EXPECT_EQ(with("/rows", 1), "report.json");
  EXPECT_EQ(with("/rows/0/standing", "agreeable"), "rows");
  EXPECT_EQ(with("/rows/31/row/owed_by", {""}), "rows");
  EXPECT_EQ(with("/figures/0/rule", "X"), "figures");
  EXPECT_EQ(with("/missing", {"RUS"}), "report.json");
}

TEST(CheckModelSchemaTest, LooksAtEveryPieceOfALongList) {
  nlohmann::json model = Model();
  nlohmann::json& rows = model["rows"];
  const nlohmann::json some = rows;
  while (rows.dump().size() < 1'000'000) rows.insert(rows.end(), some.begin(), some.end());
  EXPECT_EQ(WrongIn(model), "");
  for (const size_t at : {size_t{0}, rows.size() / 2, rows.size() - 1}) {
    nlohmann::json broken = model;
    broken["rows"][at]["fate"] = "lost";
    EXPECT_EQ(WrongIn(broken), "rows") << at;
  }
}

// A pattern is matched by recursion.
TEST(CheckModelSchemaTest, AMatchOfALongWordEndsWell) {
  nlohmann::json model = Model();
  model["tzdata"] = std::string(2'000'000, 'z');
  EXPECT_EQ(WrongIn(model), "");
  model["figures"][0]["rule"] = absl::StrCat("V", std::string(2'000'000, '1'));
  EXPECT_EQ(WrongIn(model), "figures");
}

}  // namespace
}  // namespace liaison
