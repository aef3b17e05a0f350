// The paper as one HTML file: no script, nothing loaded from elsewhere.
#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "clients/core/language/human_text.h"
#include "clients/core/language/isolation.h"
#include "clients/core/report_render/chart.h"
#include "clients/core/report_render/paper_source.h"
#include "clients/core/report_render/report_map.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

// Always dark on light: the pictures are. What is too wide for a phone is moved under the finger,
// not cut and not made too small to read.
constexpr absl::string_view kStyle = R"(
:root{color-scheme:light}
body{font:16px/1.5 "Noto Sans","Noto Sans Arabic",sans-serif;color:#141419;background:#fff;
 max-width:60rem;margin:0 auto;padding:0 1rem 3rem}
header{position:sticky;top:0;background:#fff;border-bottom:2px solid #141419;display:flex;
 justify-content:space-between;gap:1rem;padding:.4rem 0;font-size:.85rem}
h1{font-size:1.9rem;margin:1rem 0 .5rem}h2{font-size:1.35rem;margin:1.8rem 0 .4rem}
h3{font-size:1.05rem;margin:1.2rem 0 .3rem}p{margin:.3rem 0}
.note{font-size:.85rem;color:#55555c}.code{font-weight:bold;font-size:1.1rem}
.stamp{background:#141419;color:#fff;font-weight:bold;padding:.2rem .6rem}
table{border-collapse:collapse;width:100%;margin:.4rem 0 1rem;font-size:.9rem}
.wide,figure{overflow-x:auto}table.small{font-size:.75rem;min-width:50rem}
th,td{text-align:start;vertical-align:top;padding:.15rem .4rem;border-bottom:1px solid #c4c4c8}
tbody th{font-weight:normal}thead th{border-bottom:2px solid #141419}
.whole{white-space:nowrap}.figure{text-align:right;font-variant-numeric:tabular-nums}
blockquote{margin:.5rem 0;padding:.3rem .8rem;border-inline-start:4px solid #55555c}
blockquote p{white-space:pre-wrap}figure{margin:.5rem 0}
img{max-width:100%;min-width:36rem;height:auto}
@page{size:A4;margin:14mm}
@media print{body{font-size:10pt;max-width:none;padding:0}header{position:static}
 .wide,figure{overflow:visible}table.small,img{min-width:0}table.small{font-size:6.5pt}
 tr,figure,blockquote{break-inside:avoid}h1,h2,h3,.note,figcaption{break-after:avoid}}
)";

std::string Escaped(absl::string_view text) {
  return absl::StrReplaceAll(
      text, {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}, {"'", "&#39;"}});
}

std::string Element(absl::string_view name, absl::string_view attributes, absl::string_view text) {
  return absl::StrCat("<", name, attributes.empty() ? "" : " ", attributes, ">", Escaped(text),
                      "</", name, ">\n");
}

// Identifiers and times, which a browser would break at a hyphen.
bool IsCode(const std::string& cell) {
  constexpr size_t kLongest = 24;  // of what a phone has room for
  const std::string text = WithoutIsolates(cell);
  return text.size() <= kLongest && absl::StrContains(text, '-') &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > 0; });
}

std::string CellAttributes(const PaperColumn& column, const std::string& cell) {
  if (column.figure) return "class=\"figure\"";
  return IsCode(cell) ? "class=\"whole\"" : "";
}

std::string SvgImage(absl::string_view svg, absl::string_view alt) {
  return absl::StrCat("<img src=\"data:image/svg+xml;base64,", absl::Base64Escape(svg), "\" alt=\"",
                      Escaped(alt), "\">\n");
}

// Writes block after block. Thread: one.
class HtmlPage {
 public:
  HtmlPage(const RenderRequest& request, const Paper& paper, const PinnedFonts& fonts,
           const Phrasebook& phrases)
      : request_(request), paper_(paper), fonts_(fonts), phrases_(phrases) {}

  absl::StatusOr<std::string> Write() {
    for (const PaperBlock& block : paper_.blocks) {
      RETURN_IF_ERROR(std::visit([this](const auto& one) { return Add(one); }, block));
    }
    return absl::StrCat(
        "<!DOCTYPE html>\n<html lang=\"", LanguageCode(paper_.language), "\" dir=\"",
        IsRightToLeft(paper_.language) ? "rtl" : "ltr",
        "\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" "
        "content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">\n",
        "<meta name=\"viewport\" content=\"width=device-width\">\n",
        Element("title", "", paper_.title), "<style>", kStyle, "</style>\n</head>\n<body>\n",
        "<header>", Element("b", "", paper_.name), Element("span", "", paper_.digest),
        Element("b", "", paper_.state), "</header>\n<main>\n", body_,
        "</main>\n</body>\n</html>\n");
  }

 private:
  absl::Status Add(const PaperText& block) {
    switch (block.role) {
      case TextRole::kTitle:
        body_ += Element("h1", "", block.text);
        break;
      case TextRole::kHeading:
        body_ += Element("h2", "", block.text);
        break;
      case TextRole::kSubheading:
        body_ += Element("h3", "", block.text);
        break;
      case TextRole::kNote:
        body_ += Element("p", "class=\"note\"", block.text);
        break;
      case TextRole::kCode:
        body_ += Element("p", "class=\"code\"", block.text);
        break;
      case TextRole::kStamp:
        body_ += Element("p", "class=\"stamp\"", block.text);
        break;
      case TextRole::kBody:
        body_ += Element("p", "", block.text);
        break;
    }
    return absl::OkStatus();
  }

  absl::Status Add(const PaperTable& block) {
    const bool has_head = !block.columns.front().title.empty();
    absl::StrAppend(&body_, "<div class=\"wide\"><table", block.small ? " class=\"small\"" : "",
                    ">\n");
    if (has_head) {
      body_ += "<thead><tr>";
      for (const PaperColumn& column : block.columns) {
        body_ += Element("th", column.figure ? "scope=\"col\" class=\"figure\"" : "scope=\"col\"",
                         column.title);
      }
      body_ += "</tr></thead>\n";
    }
    body_ += "<tbody>\n";
    for (const std::vector<std::string>& row : block.rows) {
      body_ += "<tr>";
      const bool whole = IsCode(row.front());
      body_ +=
          Element("th", whole ? "scope=\"row\" class=\"whole\"" : "scope=\"row\"", row.front());
      for (size_t i = 1; i < row.size(); ++i) {
        body_ += Element("td", CellAttributes(block.columns[i], row[i]), row[i]);
      }
      body_ += "</tr>\n";
    }
    body_ += "</tbody></table></div>\n";
    return absl::OkStatus();
  }

  absl::Status Add(const PaperChart& block) {
    constexpr double kWidth = 640;
    const size_t parts = ChartParts(block);
    const double height = ChartPartHeight(block);
    Canvas canvas({.format = PictureFormat::kSvg,
                   .language = std::string(LanguageCode(paper_.language)),
                   .right_to_left = IsRightToLeft(paper_.language),
                   .width = kWidth,
                   .height = static_cast<double>(parts) * height,
                   .fonts = &fonts_});
    for (size_t part = 0; part < parts; ++part) {
      DrawChartPart(canvas, block, part, {0, static_cast<double>(part) * height, kWidth, height});
    }
    ASSIGN_OR_RETURN(const std::string svg, canvas.Finish());
    absl::StrAppend(&body_, "<figure>", Element("figcaption", "class=\"note\"", block.title),
                    SvgImage(svg, ChartInWords(block)), "</figure>\n");
    return absl::OkStatus();
  }

  absl::Status Add(const PaperQuote& block) {
    const std::string text = SafeDisplay(block.text, Lines::kMany);
    const std::string direction = absl::StrCat("lang=\"", Escaped(block.language), "\" dir=\"",
                                               block.right_to_left ? "rtl" : "ltr", "\"");
    absl::StrAppend(&body_, "<blockquote>", Element("b", "", block.head),
                    Element("p", direction, block.right_to_left ? IsolateTokens(text) : text),
                    "</blockquote>\n");
    return absl::OkStatus();
  }

  absl::Status Add(const PaperMap& block) {
    ASSIGN_OR_RETURN(const std::string svg, DrawReportMap(request_, fonts_, phrases_));
    absl::StrAppend(&body_, "<figure>", Element("figcaption", "class=\"note\"", block.caption),
                    SvgImage(svg, block.alt), "</figure>\n");
    return absl::OkStatus();
  }

  absl::Status Add(const PaperPageBreak& /*block*/) { return absl::OkStatus(); }

  const RenderRequest& request_;
  const Paper& paper_;
  const PinnedFonts& fonts_;
  const Phrasebook& phrases_;
  std::string body_;
};

}  // namespace

absl::StatusOr<std::string> RenderHtml(const RenderRequest& request, const Phrasebook& phrases) {
  ASSIGN_OR_RETURN(const PinnedFonts fonts, PinnedFonts::Open(kFontFolder));
  const Paper paper = MakePaper(request, phrases);
  return HtmlPage(request, paper, fonts, phrases).Write();
}

}  // namespace liaison
