#include "clients/core/report_render/pdf_structure.h"

#include <gtest/gtest.h>

#include <qpdf/QPDF.hh>

#include "absl/strings/match.h"
#include "clients/core/report_render/pdf_finish.h"
#include "clients/core/report_render/report_example.h"

namespace liaison {
namespace {

// What a reader that does not see the pages is told.
class Structure : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::string map = MapExample();
    const ExampleReport report(120, map, "with_reservations");
    const absl::StatusOr<std::string> pdf =
        RenderPdf(report.Request(Language::kEn), Phrasebook::BuiltIn());
    ASSERT_TRUE(pdf.ok()) << pdf.status();
    bytes_ = *pdf;
    pdf_.processMemoryFile("report", bytes_.data(), bytes_.size());
  }
  static std::string MapExample() {
    return R"({"expiry":1509753600,"features":[{"geometry":{"coordinates":[[[[361000000,350000000],)"
           R"([362000000,350000000],[362000000,351000000],[361000000,351000000]]]],)"
           R"("type":"MultiPolygon"},"id":"zone-x","kind":"zone","names":{"en":"Zone X"}}],)"
           R"("format":"liaison-map/1","map":"x","provenance":{"by":"rus","source":"sketch"},)"
           R"("salt":"00112233445566778899aabbccddeeff","title":{"en":"Test"},"version":1})";
  }
  // The document's elements of a kind, in reading order.
  std::vector<QPDFObjectHandle> All(const char* tag) {
    std::vector<QPDFObjectHandle> found;
    QPDFObjectHandle document =
        pdf_.getRoot().getKey("/StructTreeRoot").getKey("/K").getArrayItem(0);
    EXPECT_TRUE(document.getKey("/S").isNameAndEquals("/Document"));
    for (const QPDFObjectHandle& element : document.getKey("/K").getArrayAsVector()) {
      QPDFObjectHandle one = element;
      if (one.getKey("/S").isNameAndEquals(tag)) found.push_back(one);
    }
    return found;
  }
  static std::string Text(QPDFObjectHandle element, const char* key) {
    return element.hasKey(key) ? element.getKey(key).getUTF8Value() : "";
  }

  std::string bytes_;
  QPDF pdf_;
};

TEST_F(Structure, TheDocumentSaysThatItIsTagged) {
  EXPECT_TRUE(pdf_.getRoot().getKey("/MarkInfo").getKey("/Marked").getBoolValue());
}

TEST_F(Structure, EveryFigureIsToldInWords) {
  std::vector<QPDFObjectHandle> figures = All("/Figure");
  ASSERT_EQ(figures.size(), 3u);
  EXPECT_TRUE(absl::StrContains(Text(figures[0], "/Alt"), "Turkey: Eastern Ghouta "));
  EXPECT_TRUE(absl::StrContains(Text(figures[1], "/Alt"), "Iran: 05-01 —"));
  EXPECT_TRUE(absl::StrContains(Text(figures[2], "/Alt"), "Zone X"));
}

TEST_F(Structure, AReservationSaysItsLanguage) {
  std::vector<QPDFObjectHandle> quotes = All("/BlockQuote");
  ASSERT_EQ(quotes.size(), 4u);  // two, on the cover and at the end
  EXPECT_EQ(Text(quotes[0], "/Lang"), "fa");
  EXPECT_EQ(Text(quotes[1], "/Lang"), "en");
}

TEST_F(Structure, TheAnnexIsOneTableOverItsPages) {
  QPDFObjectHandle annex = All("/Table").back();
  std::vector<QPDFObjectHandle> rows = annex.getKey("/K").getArrayAsVector();
  ASSERT_EQ(rows.size(), 121u);  // its head once
  for (QPDFObjectHandle& row : rows) {
    EXPECT_EQ(row.getKey("/P").getObjGen(), annex.getObjGen());
    EXPECT_EQ(row.getKey("/K").getArrayNItems(), 7);
  }
}

TEST_F(Structure, CellsThatNameARowOrAColumnSaySo) {
  for (QPDFObjectHandle& table : All("/Table")) {
    for (QPDFObjectHandle row : table.getKey("/K").getArrayAsVector()) {
      std::vector<QPDFObjectHandle> cells = row.getKey("/K").getArrayAsVector();
      const bool head = cells.back().getKey("/S").isNameAndEquals("/TH");
      EXPECT_TRUE(
          cells.front().getKey("/A").getKey("/Scope").isNameAndEquals(head ? "/Column" : "/Row"));
      EXPECT_TRUE(head || cells.back().getKey("/S").isNameAndEquals("/TD"));
    }
  }
}

TEST_F(Structure, OtherTagsThanWereDrawnAreRefused) {
  EXPECT_EQ(FinishPdf(bytes_, {.tags = {{}, {}}}).status().code(), absl::StatusCode::kInternal);
}

}  // namespace
}  // namespace liaison
