#include "clients/core/report_render/table_rows.h"

#include <gtest/gtest.h>

namespace liaison {
namespace {

const Lettering kLettering{.size = 8};
constexpr Rect kBand{36, 0, 500, 0};
const PaperTable kTable{.columns = {{.share = 1}, {.share = 1, .figure = true}}};

class TableRows : public ::testing::Test {
 protected:
  TableRow Measured(Canvas& canvas, const std::vector<std::string>& texts) {
    return MeasureRow(canvas, kTable, texts, kLettering, kBand);
  }
  Canvas left_to_right_{{.language = "en", .width = 595, .height = 842}};
  Canvas right_to_left_{{.language = "fa", .right_to_left = true, .width = 595, .height = 842}};
};

TEST_F(TableRows, TheFirstColumnStandsWhereReadingBegins) {
  const TableRow en = Measured(left_to_right_, {"name", "5"});
  const TableRow fa = Measured(right_to_left_, {"name", "5"});
  EXPECT_LT(en[0].room.x, en[1].room.x);
  EXPECT_GT(fa[0].room.x, fa[1].room.x);
}

TEST_F(TableRows, UnitsStandBelowUnitsInBothDirections) {
  EXPECT_EQ(Measured(left_to_right_, {"", "27"})[1].align, Align::kEnd);
  EXPECT_EQ(Measured(right_to_left_, {"", "۲۷"})[1].align, Align::kStart);
}

TEST_F(TableRows, LettersOfTwoScriptsStandOnOneBaseline) {
  const TableRow row = Measured(right_to_left_, {"آتش خمپاره", "RUS-d01"});
  EXPECT_NE(row[0].lines[0].ascent, row[1].lines[0].ascent);
  EXPECT_DOUBLE_EQ(row[0].down + row[0].lines[0].ascent, row[1].down + row[1].lines[0].ascent);
}

TEST_F(TableRows, ARowThatIsTooHighIsCutAndLosesNoLine) {
  std::string text;
  while (text.size() < 10000) text += "what was seen there ";
  const TableRow row = Measured(left_to_right_, {"a name", text});
  const std::vector<TableRow> parts = CutRow(row, 200);
  EXPECT_GT(parts.size(), 5u);
  std::vector<size_t> lines(2);
  for (const TableRow& part : parts) {
    EXPECT_LE(HeightOf(part), 200);
    for (size_t i = 0; i < part.size(); ++i) lines[i] += part[i].lines.size();
  }
  EXPECT_EQ(lines, (std::vector<size_t>{row[0].lines.size(), row[1].lines.size()}));
  EXPECT_EQ(CutRow(row, 1e6).size(), 1u);
}

TEST_F(TableRows, EvenALineThatIsHigherThanItsRoomIsShown) {
  EXPECT_EQ(CutRow(Measured(left_to_right_, {"one", "two"}), 1).size(), 1u);
}

}  // namespace
}  // namespace liaison
