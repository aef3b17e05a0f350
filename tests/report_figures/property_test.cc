// What holds of any sheets: any order and number of them gives the same digest, figures lead back
// to rows, and sums add up.
#include <gtest/gtest.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "proto/base/error.h"
#include "proto/wire/hash.h"
#include "tests/fakes/seeded_random.h"
#include "tests/report_figures/figure_scenario.h"
#include "tests/report_figures/random_report.h"

namespace liaison {
namespace {

constexpr uint64_t kSeeds = 60;

template <typename T>
void Shuffle(SeededRandom& random, std::vector<T>& items) {
  for (size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[random.Below(i)]);
}

template <typename T>
void ShuffleDoubled(SeededRandom& random, std::vector<T>& items) {
  const std::vector<T> once = items;
  items.insert(items.end(), once.begin(), once.end());
  Shuffle(random, items);
}

// As two archives would hold it that met the notices in another order.
std::vector<ReportSheet> Disordered(SeededRandom& random, std::vector<ReportSheet> sheets) {
  for (ReportSheet& sheet : sheets) {
    ShuffleDoubled(random, sheet.rows);
    ShuffleDoubled(random, sheet.acts);
    ShuffleDoubled(random, sheet.desks);
    ShuffleDoubled(random, sheet.ranges);
    ShuffleDoubled(random, sheet.unlisted);
  }
  ShuffleDoubled(random, sheets);
  return sheets;
}

TEST(ReportPropertyTest, R20AnyOrderAndNumberGivesTheSameDigest) {
  SeededRandom random(20);
  for (const FigureScenario& scenario : AllFigureScenarios()) {
    const absl::StatusOr<ReportModel> model = Assemble(scenario.frame, scenario.sheets);
    ASSERT_TRUE(model.ok()) << scenario.name << model.status();
    for (int i = 0; i < 3; ++i) {
      const absl::StatusOr<ReportModel> other =
          Assemble(scenario.frame, Disordered(random, scenario.sheets));
      ASSERT_TRUE(other.ok()) << scenario.name << other.status();
      EXPECT_EQ(ToHex(HashOfModel(*other)), ToHex(HashOfModel(*model))) << scenario.name;
    }
  }
}

void CheckOrder(uint64_t seed, const RandomReport& made, const ReportModel& model) {
  SeededRandom random(seed);
  const absl::StatusOr<ReportModel> other = Assemble(made.frame, Disordered(random, made.sheets));
  ASSERT_TRUE(other.ok()) << other.status();
  EXPECT_EQ(HashOfModel(*other), HashOfModel(model));
}

void CheckReadsBack(const RandomReport& made, const ReportModel& model) {
  const std::string text = PrintModel(model);
  const absl::StatusOr<ReportModel> parsed = ParseModel(text);
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  const absl::StatusOr<ReportModel> again = Recompute(*parsed, made.frame);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(PrintModel(*again), text);
  for (const ReportSheet& sheet : made.sheets) EXPECT_EQ(*ParseSheet(PrintSheet(sheet)), sheet);
}

// A few of the figures, since each is counted anew.
void CheckRowsOfFigures(uint64_t seed, const ReportModel& model) {
  for (size_t i = seed % 11; i < model.figures.size(); i += 11) {
    const Figure& figure = model.figures[i];
    const absl::StatusOr<std::vector<const ModelRow*>> rows = RowsOf(model, figure.id);
    ASSERT_TRUE(rows.ok()) << rows.status();
    EXPECT_EQ(rows->size(), figure.n) << figure.id;
    std::string lines;
    for (const ModelRow* row : *rows) absl::StrAppend(&lines, ToBase64(row->row.notice), "\n");
    EXPECT_EQ(Sha256(lines), figure.rows_digest) << figure.id;
  }
}

// What the offices registered changes only because of rows.
void CheckDifferences(const RandomReport& made, const ReportModel& model) {
  std::vector<ReportSheet> fewer = made.sheets;
  for (ReportSheet& sheet : fewer) {
    if (sheet.rows.size() > 3) sheet.rows.resize(sheet.rows.size() - 2);
  }
  const absl::StatusOr<ReportModel> was = Assemble(made.frame, fewer);
  ASSERT_TRUE(was.ok()) << was.status();
  EXPECT_TRUE(DiffModels(model, model).empty());
  for (const FigureChange& change : DiffModels(*was, model)) {
    EXPECT_NE(change.from, change.to);
    EXPECT_TRUE(change.figure[0] != 'v' || !change.causes.empty()) << change.figure;
  }
}

// In one test: a process for each seed would cost more than the figures do.
TEST(ReportPropertyTest, HoldsOfAnySheets) {
  for (uint64_t seed = 1; seed <= kSeeds; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    const RandomReport made = MakeRandomReport(seed);
    const absl::StatusOr<ReportModel> model = Assemble(made.frame, made.sheets);
    ASSERT_TRUE(model.ok()) << model.status();  // identities among them
    CheckOrder(seed, made, *model);
    CheckReadsBack(made, *model);
    CheckRowsOfFigures(seed, *model);
    CheckDifferences(made, *model);
  }
}

TEST(ReportRefusalTest, TellsWhatIsWrongWithTheSheets) {
  const RandomReport made = MakeRandomReport(3);
  const auto reason = [&made](std::vector<ReportSheet> sheets) {
    return ReasonOf(Assemble(made.frame, std::move(sheets)).status());
  };
  std::vector<ReportSheet> clash = made.sheets;
  clash.push_back(clash.front());
  clash.back().desks[0].last += 1;
  EXPECT_EQ(reason(clash), "SHEET_CLASH");
  std::vector<ReportSheet> foreign = made.sheets;
  foreign[0].rows.push_back(foreign[1].rows[0]);
  EXPECT_EQ(reason(foreign), "FOREIGN_ROW");
  std::vector<ReportSheet> renamed = made.sheets;
  renamed[0].rows[0].office = renamed[1].office;
  EXPECT_EQ(reason(renamed), "FOREIGN_ROW");
  std::vector<ReportSheet> twice = made.sheets;
  twice[0].rows[1].serial = twice[0].rows[0].serial;
  EXPECT_EQ(reason(twice), "ROW_ORDER");
  ReportFrame zoned = made.frame;
  zoned.open.period.zone = "Asia/Damascus";
  EXPECT_EQ(ReasonOf(Assemble(zoned, made.sheets).status()), "ZONE");
  EXPECT_EQ(ReasonOf(RowsOf(*Assemble(made.frame, made.sheets), "v.nothing").status()),
            "NO_FIGURE");
}

// Who claims another's notice takes nothing from it: there is no report with both.
TEST(ReportRefusalTest, ANoticeClaimedTwiceIsRefused) {
  const RandomReport made = MakeRandomReport(3);
  std::vector<ReportSheet> sheets = made.sheets;
  sheets[0].rows[0].notice = sheets[1].rows[0].notice;
  const absl::Status status = Assemble(made.frame, sheets).status();
  EXPECT_EQ(ReasonOf(status), "SAME_NOTICE") << status;
  EXPECT_EQ(DetailOf(status)->subject, sheets[0].rows[0].serial);
  EXPECT_EQ(DetailOf(status)->field, sheets[1].rows[0].serial);
  // Nor is a model taken that was made of both by another program.
  ReportModel model = *Assemble(made.frame, made.sheets);
  model.rows[0].row.notice = model.rows.back().row.notice;
  EXPECT_EQ(ReasonOf(Recompute(model, made.frame).status()), "SAME_NOTICE");
  EXPECT_EQ(ReasonOf(RowsOf(model, model.figures[0].id).status()), "SAME_NOTICE");
}

// Recompute finds what was changed in a model, whatever it is.
TEST(ReportTamperTest, WhatWasChangedDoesNotFollowFromTheData) {
  const RandomReport made = MakeRandomReport(5);
  const ReportModel model = *Assemble(made.frame, made.sheets);
  const auto follows = [&made](const ReportModel& stated) {
    const absl::StatusOr<ReportModel> again = Recompute(stated, made.frame);
    return again.ok() && *again == stated;
  };
  EXPECT_TRUE(follows(model));
  std::vector<ReportModel> changed(10, model);
  changed[0].figures[0].value = int64_t{12345};
  changed[1].rows[0].fate = RowFate::kWithdrawn;
  changed[2].rows[0].counted = !changed[2].rows[0].counted;
  changed[3].gaps.push_back(
      {.office = "tur", .desk = "TUR-d07", .first = 1, .last = 1, .why = "gap"});
  changed[4].input = Sha256("other");
  changed[5].missing.emplace_back("un");
  changed[6].anomalies.pop_back();
  changed[7].rows.erase(changed[7].rows.begin());
  changed[8].cut_ms += 1;
  changed[9].aside.emplace_back("un");
  for (size_t i = 0; i < changed.size(); ++i) EXPECT_FALSE(follows(changed[i])) << i;
}

}  // namespace
}  // namespace liaison
