#include "clients/core/report_desk/sheet_check.h"

#include <gtest/gtest.h>

#include <string>

#include "clients/core/report_desk/desk_testing.h"
#include "clients/core/report_desk/opened_row.h"

namespace liaison {
namespace {

class SheetCheckTest : public ReportDeskTest {
 protected:
  // One notice that is here, one that is not, and an answer; all of them logged.
  SheetCheckTest() {
    const int64_t held_ms = hub_.now_ms;
    next_index_ = hub_.size().value();
    const Hash held = Hold({.logged_ms = held_ms});
    hub_.AppendSealed(envelopes_.at(held));
    ReportRow row = OpenedRow(*archive_, mission_.ns(), {.header = envelopes_.at(held)})->value();
    sheet_.rows.push_back(row);
    const int64_t closed_ms = hub_.now_ms;
    row.serial = "TUR-d01-2017-000002";
    row.notice = Sha256("a closed notice");
    row.header = Sha256("a header");
    row.index = hub_.AppendSealed(row.header);
    row.logged_ms = closed_ms;
    sheet_.rows.push_back(row);
    const int64_t answered_ms = hub_.now_ms;
    sheet_.acts.push_back({.notice = held,
                           .act = Sha256("an answer"),
                           .index = hub_.AppendSealed(Sha256("an answer")),
                           .time_ms = answered_ms,
                           .mailbox = "irn/duty",
                           .state = "acknowledged"});
    Update();
  }

  // "" or of the faults reason, serial and office, one a line.
  template <typename Change>
  std::string Check(const Change& change) {
    ReportSheet sheet = sheet_;
    change(sheet);
    return FaultsHere({sheet});
  }

  ReportSheet sheet_{.report = kTestReport, .office = "tur"};
};

constexpr char kFirst[] = "SHEET_LEAF TUR-d01-2017-000001 tur";
constexpr char kSecond[] = "SHEET_LEAF TUR-d01-2017-000002 tur";

TEST_F(SheetCheckTest, WhatIsSoPasses) {
  EXPECT_EQ(Check([](ReportSheet&) {}), "");
}

TEST_F(SheetCheckTest, ARowLiesInTheLogWhereItSays) {
  EXPECT_EQ(Check([](ReportSheet& sheet) { sheet.rows[0].index = LeafIndex(1); }), kFirst);
  EXPECT_EQ(Check([](ReportSheet& sheet) { sheet.rows[1].logged_ms += 1; }), kSecond);
  EXPECT_EQ(Check([](ReportSheet& sheet) { sheet.rows[1].header = sheet.rows[0].header; }),
            absl::StrCat(kSecond, "; SHEET_ROW TUR-d01-2017-000002 tur"))
      << "and that envelope holds another notice";
  EXPECT_EQ(Check([](ReportSheet& sheet) { sheet.rows[1].index = LeafIndex(1000000); }), kSecond);
}

TEST_F(SheetCheckTest, SoDoesAnAnswer) {
  EXPECT_EQ(Check([](ReportSheet& sheet) { sheet.acts[0].time_ms -= 1; }), kFirst);
  EXPECT_EQ(Check([](ReportSheet& sheet) { sheet.acts[0].index = LeafIndex(1); }), kFirst);
  EXPECT_EQ(Check([](ReportSheet& sheet) { sheet.acts[0].act = Sha256("another"); }), kFirst);
}

TEST_F(SheetCheckTest, ARowSaysWhatTheNoticeSaysThatIsOpenHere) {
  const std::string differs = "SHEET_ROW TUR-d01-2017-000001 tur";
  EXPECT_EQ(Check([](ReportSheet& sheet) { sheet.rows[0].zone = "south"; }), differs);
  EXPECT_EQ(Check([](ReportSheet& sheet) { sheet.rows[0].event_ms += 1000; }), differs);
  EXPECT_EQ(Check([](ReportSheet& sheet) { sheet.rows[0].notice = Sha256("another"); }),
            absl::StrCat(differs, "; SHEET_OMITS TUR-d01-2017-000001 tur"));
  EXPECT_EQ(Check([](ReportSheet& sheet) { sheet.rows[1].zone = "south"; }), "") << "not open here";
}

}  // namespace
}  // namespace liaison
