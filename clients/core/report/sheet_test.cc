// Sheets: strict round trip, order, and what is refused.
#include "clients/core/report/sheet.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_replace.h"
#include "clients/core/report/report_testing.h"
#include "proto/base/error.h"
#include "proto/text/canonical_json.h"
#include "proto/wire/hash.h"

namespace liaison {
namespace {

TEST(SheetTest, IsCanonicalJsonAndReadsBackTheSame) {
  for (const ReportSheet& sheet : TestSheets()) {
    const std::string text = PrintSheet(sheet);
    ASSERT_TRUE(ParseCanonicalJson(text).ok()) << ParseCanonicalJson(text).status() << text;
    const absl::StatusOr<ReportSheet> parsed = ParseSheet(text);
    ASSERT_TRUE(parsed.ok()) << parsed.status();
    EXPECT_EQ(*parsed, sheet);
    EXPECT_EQ(HashOfSheet(sheet), Sha256(text));
  }
}

struct Refused {
  std::string from;
  std::string to;
  std::string reason;
  std::string field;
};
class RefusedSheetTest : public ::testing::TestWithParam<Refused> {};

TEST_P(RefusedSheetTest, TellsReasonAndPlace) {
  const std::string text = PrintSheet(TestSheets()[1]);
  const std::string broken = absl::StrReplaceAll(text, {{GetParam().from, GetParam().to}});
  ASSERT_NE(broken, text);
  const absl::Status status = ParseSheet(broken).status();
  EXPECT_EQ(ReasonOf(status), GetParam().reason) << status;
  EXPECT_EQ(DetailOf(status)->field, GetParam().field) << status;
}

INSTANTIATE_TEST_SUITE_P(
    Sheets, RefusedSheetTest,
    ::testing::Values(Refused{R"("last":5)", R"("last":05)", "NOT_CANONICAL", ""},
                      Refused{R"("last":5)", R"("last": 5)", "SHEET", "desks.last"},
                      Refused{R"("last":5)", R"("last":5,"more":1)", "NOT_CANONICAL", ""},
                      Refused{R"("last":5)", R"("last":-5)", "SHEET", "desks.last"},
                      Refused{R"("last":5,)", "", "SHEET", "desks.last"},
                      Refused{R"("index":105)", R"("index":"105")", "SHEET", "rows.index"},
                      Refused{"TUR-d07-2017-000002", "TUR-d07-2017-2", "SHEET", "rows.serial"},
                      Refused{"TUR-d07-2017-000002", "TUR-d07-2017-000009", "SHEET", "rows"},
                      Refused{R"("count":1)", R"("count":-1)", "SHEET", "rows.fields.count"},
                      Refused{R"("count":1)", R"("count":"1")", "SHEET", "rows.fields.count"},
                      Refused{R"("kind":"mortar",)", "", "SHEET", "rows.fields.kind"},
                      Refused{R"("rus/duty")", R"("rus")", "SHEET", "acts.mailbox"},
                      Refused{R"("report":"JWG-2017-05")", R"("report":"JWG-2017-05)", "SHEET",
                              ""}));

TEST(SheetTest, AHostileTextIsRefusedWithoutMuchMemory) {
  for (const std::string& text : {std::string(1 << 20, '['), std::string(1 << 20, '{'),
                                  std::string("{\"rows\":[") + std::string(1 << 20, '1') + "]}",
                                  std::string(), std::string("{}"), std::string("[]")}) {
    EXPECT_EQ(ReasonOf(ParseSheet(text).status()), "SHEET");
  }
}

TEST(SheetTest, NormalisingBringsAnyOrderToOne) {
  const ReportSheet sheet = TestSheets()[1];
  ReportSheet mixed = sheet;
  std::reverse(mixed.rows.begin(), mixed.rows.end());
  mixed.rows.push_back(mixed.rows[1]);
  mixed.acts.push_back(mixed.acts[0]);
  NormaliseSheet(mixed);
  EXPECT_EQ(mixed, sheet);
}

}  // namespace
}  // namespace liaison
