#include "clients/core/print/print_pdf.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "clients/core/print/text_lines.h"

namespace liaison {
namespace {

PrintDocument Example() {
  return {.language = "en",
          .title = "Violation TUR-d01-2026-000001",
          .lead = {"Priority", "Turkey, duty officer"},
          .sections = {{.heading = "Receipts",
                        .widths = {1, 2},
                        .rows = {{.cells = {"acknowledged", "Iran, duty officer"}}}}},
          .digest = "SHA-256 01234567 89abcdef",
          .warnings = {"Not witnessed"},
          .qr = "liaison:promises.example TUR-d01-2026-000001",
          .time_s = 1511000000};
}

TEST(PrintPdf, IsTheSameBytesWhereverItIsPrinted) {
  const absl::StatusOr<PrintedPdf> here = PrintPdf(Example());
  ASSERT_TRUE(here.ok());
  EXPECT_EQ(here->pages, 1u);
  EXPECT_EQ(here->bytes.substr(0, 5), "%PDF-");
  // NOLINTNEXTLINE(concurrency-mt-unsafe): one thread
  ASSERT_EQ(setenv("TZ", "Asia/Tehran", 1), 0);
  ASSERT_EQ(setenv("LANG", "fa_IR.UTF-8", 1), 0);      // NOLINT(concurrency-mt-unsafe)
  ASSERT_EQ(setenv("PANGO_LANGUAGE", "fa:ar", 1), 0);  // NOLINT(concurrency-mt-unsafe)
  const absl::StatusOr<PrintedPdf> there = PrintPdf(Example());
  ASSERT_TRUE(there.ok());
  EXPECT_EQ(here->bytes, there->bytes);
}

TEST(PrintPdf, SaysTheDocumentsTimeAndNotThePrinters) {
  const absl::StatusOr<PrintedPdf> printed = PrintPdf(Example());
  ASSERT_TRUE(printed.ok());
  EXPECT_NE(printed->bytes.find("20171118101320Z"), std::string::npos);
}

TEST(PrintPdf, GoesOnOverThePageAsLongAsTheTextIs) {
  PrintDocument document = Example();
  document.sections.front().rows.clear();
  for (int i = 0; i < 200; ++i) {
    document.sections.front().rows.push_back({.cells = {"row", std::to_string(i)}});
  }
  const absl::StatusOr<PrintedPdf> rows = PrintPdf(document);
  ASSERT_TRUE(rows.ok());
  EXPECT_GT(rows->pages, 3u);
  // The same as one cell, which is broken within itself.
  std::string text;
  for (int i = 0; i < 200; ++i) text += std::to_string(i) + "\n";
  document.sections.front().rows = {{.cells = {"one cell", text}}};
  const absl::StatusOr<PrintedPdf> cell = PrintPdf(document);
  ASSERT_TRUE(cell.ok());
  EXPECT_GT(cell->pages, 2u);
}

TEST(PrintPdf, AnEmptyDocumentIsOnePage) {
  const absl::StatusOr<PrintedPdf> printed = PrintPdf({});
  ASSERT_TRUE(printed.ok());
  EXPECT_EQ(printed->pages, 1u);
}

TEST(TextLines, NoLineIsWiderThanItsColumnHoweverLongTheWord) {
  TextLines lines("ar", true);
  const std::string word(300, 'x');
  for (const std::string& text :
       {word, std::string("قصف بالهاون على أطراف البلدة من جهة الشمال والغرب")}) {
    const std::vector<TextLine> broken = lines.Break(text, Face::kPlain, 10, 100);
    EXPECT_GT(broken.size(), 1u);
    for (const TextLine& line : broken) EXPECT_LE(line.width, 100.5);
  }
}

TEST(TextLines, EveryScriptHasItsLetters) {
  TextLines lines("en", false);
  for (const char* text :
       {"violation", "нарушение", "ihlâl ğışİ", "نقض آتش‌بس", "انتهاك"}) {
    for (const TextLine& line : lines.Break(text, Face::kPlain, 10, 500)) {
      EXPECT_EQ(pango_layout_get_unknown_glyphs_count(line.line->layout), 0) << text;
    }
  }
}

}  // namespace
}  // namespace liaison
