#include "clients/core/report_render/page_flow.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace liaison {
namespace {

class Flow : public ::testing::Test {
 protected:
  DrawnPaper Drawn(std::vector<PaperBlock> blocks) {
    const absl::StatusOr<PinnedFonts> fonts = PinnedFonts::Open(kFontFolder);
    EXPECT_TRUE(fonts.ok()) << fonts.status();
    Paper paper{.name = "Report", .blocks = std::move(blocks)};
    const auto no_map = [](Canvas&, const Rect&) { return absl::OkStatus(); };
    absl::StatusOr<DrawnPaper> drawn = DrawPaper(paper, *fonts, 0, no_map);
    EXPECT_TRUE(drawn.ok()) << drawn.status();
    return drawn.ok() ? *std::move(drawn) : DrawnPaper();
  }
  static int Pages(const DrawnPaper& drawn) {
    int pages = 0;
    for (size_t at = 0; (at = drawn.pdf.find("/Type /Page ", at)) != std::string::npos; ++at) {
      ++pages;
    }
    return pages;
  }
  static PaperTable TableOf(size_t rows) {
    PaperTable table{.columns = {{.title = "Name"}, {.title = "Number", .figure = true}}};
    for (size_t i = 0; i < rows; ++i) table.rows.push_back({absl::StrCat("row ", i), "1"});
    return table;
  }
  static std::vector<PaperBlock> Paragraphs(int count) {
    return std::vector<PaperBlock>(static_cast<size_t>(count), PaperText{.text = "A line."});
  }
};

TEST_F(Flow, ARowThatIsHigherThanAPageGoesOnOverThePages) {
  PaperTable table = TableOf(1);
  while (table.rows[0][0].size() < 20000) table.rows[0][0] += " what was seen";
  EXPECT_GE(Pages(Drawn({table})), 4);
}

TEST_F(Flow, AChartOfManyOfficesGoesOnOverThePages) {
  PaperChart chart{.title = "Chart", .names = {"05-01", "05-02"}, .time = true};
  for (int i = 0; i < 25; ++i)
    chart.series.push_back({absl::StrCat("office", i), {1, 2}, {"1", "2"}});
  EXPECT_EQ(Pages(Drawn({chart})), 3);
}

TEST_F(Flow, ASmallTableIsNotTornApart) {
  for (int lines = 30; lines < 50; ++lines) {
    std::vector<PaperBlock> blocks = Paragraphs(lines);
    blocks.emplace_back(TableOf(6));
    EXPECT_FALSE(Drawn(blocks).tags.back().goes_on) << lines;
  }
}

TEST_F(Flow, ALongTableGoesOnAsOneTable) {
  const DrawnPaper drawn = Drawn({TableOf(150)});
  ASSERT_EQ(drawn.tags.size(), 3u);  // a page each
  EXPECT_FALSE(drawn.tags[0].goes_on);
  EXPECT_TRUE(drawn.tags[1].goes_on);
  EXPECT_TRUE(drawn.tags[2].goes_on);
}

TEST_F(Flow, AParagraphOfManyLinesIsOne) {
  std::string text;
  while (text.size() < 1000) text += "what was seen ";
  EXPECT_EQ(Drawn({PaperText{.text = text}, PaperText{.text = "short"}}).tags.size(), 2u);
}

TEST_F(Flow, AChartIsToldInWords) {
  const DrawnPaper drawn = Drawn({PaperChart{
      .title = "By zone",
      .names = {"Idlib", "South"},
      .series = {{"Iran", {1, std::nullopt}, {"1", "—"}}, {"Turkey", {0, 12}, {"0", "12"}}}}});
  EXPECT_EQ(drawn.tags.back().alt, "By zone. Iran: Idlib 1; South —. Turkey: Idlib 0; South 12");
}

}  // namespace
}  // namespace liaison
