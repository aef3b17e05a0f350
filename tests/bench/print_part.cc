#include "tests/bench/print_part.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "clients/core/report_render/report_example.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

// Of more rows only an index is printed.
constexpr size_t kRows = 5000;

std::string FigureName(Language language) {
  return absl::StrCat("annex rows printed, ", std::string(LanguageCode(language)));
}

}  // namespace

absl::Status PrintRound(Figures& figures) {
  static const auto* const report = new ExampleReport(kRows, "", "unanimous");
  static const auto* const phrases = new Phrasebook(Phrasebook::BuiltIn());
  for (const Language language : {Language::kEn, Language::kFa}) {
    const double begin_us = ThreadUs();
    ASSIGN_OR_RETURN(const std::string pdf, RenderPdf(report->Request(language), *phrases));
    const double us = ThreadUs() - begin_us;
    figures.Add(FigureName(language), "rows/s", static_cast<double>(kRows) * 1e6 / us);
  }
  return absl::OkStatus();
}

std::vector<Bar> PrintBars() {
  constexpr double kRowsASecond = 5000;
  std::vector<Bar> bars;
  for (const Language language : {Language::kEn, Language::kFa}) {
    bars.push_back({.figure = FigureName(language), .limit = kRowsASecond, .at_most = false});
  }
  return bars;
}

}  // namespace liaison
