// Sheets: strict round trip, order, and what is refused.
#include "clients/core/report/sheet.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include "absl/strings/str_cat.h"
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
    ::testing::Values(
        Refused{R"("last":5)", R"("last":05)", "NOT_CANONICAL", ""},
        Refused{R"("last":5)", R"("last": 5)", "SHEET", "desks.last"},
        Refused{R"("last":5)", R"("last":5,"more":1)", "NOT_CANONICAL", ""},
        Refused{R"("last":5)", R"("last":-5)", "SHEET", "desks.last"},
        Refused{R"("last":5,)", "", "SHEET", "desks.last"},
        Refused{R"("index":105)", R"("index":"105")", "SHEET", "rows.index"},
        Refused{"TUR-d07-2017-000002", "TUR-d07-2017-2", "SHEET", "rows.serial"},
        Refused{"TUR-d07-2017-000002", "TUR-d07-2017-000009", "SHEET", "rows"},
        Refused{R"("count":1)", R"("count":-1)", "SHEET", "rows.fields.count"},
        Refused{R"("count":1)", R"("count":"1")", "SHEET", "rows.fields.count"},
        Refused{R"("count":1)", R"("count":01)", "SHEET", "rows.fields"},
        Refused{R"("kind":"mortar",)", "", "SHEET", "rows.fields.kind"},
        Refused{R"("rus/duty")", R"("rus")", "SHEET", "acts.mailbox"},
        Refused{R"("acknowledged")", R"("well known")", "SHEET", "acts.state"},
        Refused{R"("owed_by":["irn","rus"])", R"("owed_by":[""])", "SHEET", "rows.owed_by"},
        Refused{R"("desk":"TUR-d07")", R"("desk":"TUR-d07\n  M 1")", "SHEET", "desks.desk"},
        Refused{R"("desk":"TUR-d07")", R"("desk":"RUS-d07")", "SHEET", "desks"},
        Refused{R"("desk":"TUR-d07")", R"("desk":"tur-d07")", "SHEET", "desks.desk"},
        Refused{R"("report":"JWG-2017-05")", "\"report\":\"JWG-\u202e\"", "SHEET", "report"},
        Refused{R"("office":"tur")", R"("office":"Tur")", "SHEET", "office"},
        Refused{R"("report":"JWG-2017-05")", R"("report":"JWG-2017-05)", "SHEET", ""}));

int64_t PeakMemory_bytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return int64_t{usage.ru_maxrss} * 1024;
}

TEST(SheetTest, ARefusalNamesTheRowByItsSerial) {
  const std::string text = PrintSheet(TestSheets()[1]);
  const std::string broken = absl::StrReplaceAll(text, {{R"("index":108)", R"("index":true)"}});
  EXPECT_EQ(DetailOf(ParseSheet(broken).status())->subject, "TUR-d07-2017-000002");
}

TEST(SheetTest, AHostileTextIsRefusedWithoutMuchMemory) {
  const size_t large = size_t{16} << 20;
  std::string words = R"("owed_by":["irn")";
  while (words.size() < large) words += R"(,"rus")";
  for (const std::string& text :
       {std::string(large, '['), std::string(large, '{'),
        absl::StrCat(R"({"acts":[)", std::string(large, '1'), "]}"), std::string(),
        std::string("{}"), std::string("[]"),
        absl::StrReplaceAll(PrintSheet(TestSheets()[1]), {{R"("owed_by":["irn","rus")", words}})}) {
    const int64_t before_bytes = PeakMemory_bytes();
    EXPECT_EQ(ReasonOf(ParseSheet(text).status()), "SHEET");
    EXPECT_LT(PeakMemory_bytes() - before_bytes, int64_t{8} << 20) << text.substr(0, 10);
  }
}

// A charter has 14 offices at most; figures are counted of each that a sheet names.
TEST(SheetTest, NamesNoMoreOfficesThanThereCanBe) {
  ReportSheet sheet = TestSheet("tur", 20);
  for (size_t i = 0; i < sheet.rows.size(); ++i) {
    sheet.rows[i].ack_within_s = 1800;
    for (int j = 0; j < 4; ++j) sheet.rows[i].owed_by.push_back(absl::StrCat("o", 100 + i * 4 + j));
  }
  EXPECT_EQ(ReasonOf(ParseSheet(PrintSheet(sheet)).status()), "SHEET");
  sheet.rows.resize(16);
  EXPECT_TRUE(ParseSheet(PrintSheet(sheet)).ok());
}

// One notice has one serial, so its own office would state it once.
TEST(SheetTest, HasOneRowANotice) {
  ReportSheet sheet = TestSheet("tur", 3);
  sheet.rows[2].notice = sheet.rows[0].notice;
  const absl::Status status = ParseSheet(PrintSheet(sheet)).status();
  EXPECT_EQ(ReasonOf(status), "SHEET");
  EXPECT_EQ(DetailOf(status)->subject, sheet.rows[2].serial);
}

TEST(SheetTest, WhatBreaksOffIsRefused) {
  const std::string text = PrintSheet(TestSheets()[1]);
  for (size_t size = 0; size < text.size(); ++size) {
    ASSERT_EQ(ReasonOf(ParseSheet(text.substr(0, size)).status()), "SHEET") << size;
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
