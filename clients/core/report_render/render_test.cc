#include "clients/core/report_render/render.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "absl/strings/match.h"
#include "clients/core/report_render/pdf_finish.h"
#include "clients/core/report_render/report_example.h"

namespace liaison {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Render : public ::testing::Test {
 protected:
  std::string Html(const RenderRequest& request) const {
    const absl::StatusOr<std::string> html = RenderHtml(request, phrases_);
    EXPECT_TRUE(html.ok()) << html.status();
    return html.ok() ? *html : "";
  }
  std::string Pdf(const RenderRequest& request) const {
    const absl::StatusOr<std::string> pdf = RenderPdf(request, phrases_);
    EXPECT_TRUE(pdf.ok()) << pdf.status();
    return pdf.ok() ? *pdf : "";
  }
  static int Pages(const std::string& pdf) {
    int pages = 0;
    for (size_t at = 0; (at = pdf.find("/Type /Page ", at)) != std::string::npos; ++at) ++pages;
    return pages;
  }
  const Phrasebook phrases_ = Phrasebook::BuiltIn();
  const ExampleReport final_{20, "", "with_reservations"};
};

TEST_F(Render, EveryWordOfThePagesIsThereInEveryLanguage) {
  for (const Language language : kLanguages) {
    const std::string html = Html(final_.Request(language));
    EXPECT_THAT(html, Not(HasSubstr("&lt;reportpage"))) << LanguageCode(language);
    EXPECT_THAT(html, HasSubstr(IsRightToLeft(language) ? "dir=\"rtl\"" : "dir=\"ltr\""));
  }
}

TEST_F(Render, ADraftSaysSo) {
  const ExampleReport draft(4, "", "");
  EXPECT_THAT(Html(draft.Request(Language::kEn)), HasSubstr("DRAFT"));
  EXPECT_THAT(Html(final_.Request(Language::kEn)), Not(HasSubstr("DRAFT")));
}

TEST_F(Render, ReservationsAreWholeAndForeignTextIsNoMarkup) {
  RenderRequest request = final_.Request(Language::kEn);
  request.answers[2].text = "<script>alert(1)</script>\nsecond line\u202e turned";
  const std::string html = Html(request);
  EXPECT_THAT(html, Not(HasSubstr("<script")));
  EXPECT_THAT(html, HasSubstr("&lt;script&gt;alert(1)&lt;/script&gt;"));
  EXPECT_THAT(html, HasSubstr("second line"));
  EXPECT_THAT(html, Not(HasSubstr("\u202e")));
}

TEST_F(Render, TheAnnexSaysWhatOthersStateAboutARow) {
  const std::string html = Html(final_.Request(Language::kEn));
  EXPECT_THAT(html, HasSubstr("Russia: not confirmed, same event as RUS-d01-2017-000001</td>"));
  EXPECT_THAT(html, HasSubstr("same event as TUR-d07-2017-000020</td>"));
}

TEST_F(Render, AnomaliesAreCountedByOfficeAndToldOneByOne) {
  const std::string html = Html(final_.Request(Language::kEn));
  EXPECT_THAT(html, HasSubstr("<td>Cancels 2d711642b726b044</td>"));
  EXPECT_THAT(html, HasSubstr("<td>2017-05-01 18:00–20:00</td>"));
  EXPECT_THAT(html, HasSubstr("<th scope=\"row\" class=\"whole\">RUS-d01-2017-000003</th>"));
}

TEST_F(Render, NoColumnAddsUpOffices) {
  const std::string html = Html(final_.Request(Language::kEn));
  const size_t row = html.find("<th scope=\"row\">All zones and none</th>");
  ASSERT_NE(row, std::string::npos);
  const std::string cells = html.substr(row, html.find("</tr>", row) - row);
  EXPECT_EQ(std::count(cells.begin(), cells.end(), '\n'), 4) << cells;  // a name and three offices
}

TEST_F(Render, AnOfficeThatIsSilentHasADashAndNoZero) {
  const std::string html = Html(final_.Request(Language::kEn));
  EXPECT_THAT(html, HasSubstr("<td class=\"figure\">—</td>"));
  EXPECT_THAT(html, HasSubstr("<td class=\"figure\">0</td>"));
}

TEST_F(Render, ThePdfCarriesItsFilesAndItsDate) {
  const std::string pdf = Pdf(final_.Request(Language::kFa));
  for (const char* part : {"(report.json)", "(manifest.json)", "(render.json)", "/AF ",
                           "/AFRelationship /Source", "(D:20170603000000Z)", "/Direction /R2L"}) {
    EXPECT_THAT(pdf, HasSubstr(part));
  }
  EXPECT_THAT(pdf, Not(HasSubstr("(rows.csv)")));
}

// Whatever was written, it is on the pages to the last word.
TEST_F(Render, ALongReservationGoesOnOverThePages) {
  const std::string before = Pdf(final_.Request(Language::kEn));
  RenderRequest request = final_.Request(Language::kEn);
  for (int i = 0; i < 200; ++i) request.answers[2].text += "\nline";
  EXPECT_GE(Pages(Pdf(request)), Pages(before) + 6);  // told twice, 65 lines a page at most
}

TEST_F(Render, AReportOfNobodyAboutNothingIsDrawnToo) {
  ReportModel model = ExampleModel(2);
  model.offices.clear();
  model.rows.clear();
  model.figures.clear();
  model.links.clear();
  const RenderRequest request{.model = model, .language = Language::kAr};
  EXPECT_GE(Pages(Pdf(request)), 3);
  EXPECT_THAT(Html(request), HasSubstr("</html>"));
}

TEST_F(Render, ManyOfficesStandInSeveralTables) {
  ReportModel model = ExampleModel(2);
  for (int i = 0; i < 4; ++i) model.offices.push_back({.office = "office" + std::to_string(i)});
  const std::string html = Html({.model = model, .language = Language::kEn});
  EXPECT_THAT(html, HasSubstr("<th scope=\"col\">Zone</th>\n<th scope=\"col\" "
                              "class=\"figure\">office2</th>\n<th scope=\"col\" "
                              "class=\"figure\">office3</th>"));
}

TEST_F(Render, TooManyRowsAreAttachedAndNotPrinted) {
  const ExampleReport large(5002, "", "unanimous");
  const std::string pdf = Pdf(large.Request(Language::kEn));
  EXPECT_THAT(pdf, HasSubstr("(rows.csv)"));
  const std::string html = Html(large.Request(Language::kEn));
  EXPECT_THAT(html, HasSubstr("5002 rows"));
  EXPECT_THAT(html, Not(HasSubstr("RUS-d01-2017-000002")));
}

TEST_F(Render, TheEnvironmentNamesWhatDraws) {
  const absl::StatusOr<std::string> text = RenderEnvironment(final_.Request(Language::kFa, true));
  ASSERT_TRUE(text.ok());
  const nlohmann::json json = nlohmann::json::parse(*text);
  EXPECT_EQ(json["language"], "fa");
  EXPECT_EQ(json["digits"], "latn");
  EXPECT_EQ(json["fonts"].size(), 4u);
  EXPECT_EQ(json["program"].get<std::string>().size(), 64u);
  for (const char* library :
       {"cairo", "pango", "harfbuzz", "fribidi", "freetype", "zlib", "libpng", "qpdf", "icu"}) {
    EXPECT_THAT(json["versions"][library].get<std::string>(),
                ::testing::MatchesRegex("[0-9]+\\.[0-9.]+"))
        << library;
  }
}

TEST_F(Render, WhatIsNoPdfIsNotFinished) {
  const absl::StatusOr<std::string> pdf = FinishPdf("no PDF at all", {});
  EXPECT_EQ(pdf.status().code(), absl::StatusCode::kInternal);
}

}  // namespace
}  // namespace liaison
