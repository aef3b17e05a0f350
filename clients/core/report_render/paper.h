// A report as it is read: text, tables, charts in reading order, in one language, final to the last
// sign. PDF and HTML are drawn from the same paper, so that they cannot say different things.
#ifndef LIAISON_CLIENTS_CORE_REPORT_RENDER_PAPER_H_
#define LIAISON_CLIENTS_CORE_REPORT_RENDER_PAPER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "clients/core/language/language.h"

namespace liaison {

enum class TextRole : uint8_t { kTitle, kHeading, kSubheading, kBody, kNote, kCode, kStamp };
struct PaperText {
  TextRole role = TextRole::kBody;
  std::string text;
};

struct PaperColumn {
  std::string title;
  int share = 1;        // of the page's width
  bool figure = false;  // stands at the right of its column, units below units
};
struct PaperTable {
  std::vector<PaperColumn> columns;            // reading order: the first at the right in ar, fa
  std::vector<std::vector<std::string>> rows;  // as many cells as columns; the first names its row
  bool small = false;                          // the annex
};

struct ChartSeries {
  std::string name;
  // As many as the chart has names; nullopt: nothing to show, which is not zero.
  std::vector<std::optional<int64_t>> values;
  std::vector<std::string> shown;  // the same, in words
};
struct PaperChart {
  std::string title;
  std::vector<std::string> names;
  std::vector<ChartSeries> series;  // one an office
  // Days, one strip an office, from left to right in every language; else a bar for each name and
  // office, growing in reading direction.
  bool time = false;
};

// Somebody's own words.
struct PaperQuote {
  std::string head;
  std::string text;
  std::string language;  // "tr": of the text, which is not translated
  bool right_to_left = false;
};
struct PaperMap {
  std::string caption;
  std::string alt;  // what is on it, to a reader that does not see it
};
struct PaperPageBreak {};

using PaperBlock =
    std::variant<PaperText, PaperTable, PaperChart, PaperQuote, PaperMap, PaperPageBreak>;

struct Paper {
  Language language = Language::kEn;
  std::string title;   // the file's, without marks of direction
  std::string name;    // at the head of every page: number and revision
  std::string digest;  // the same: "M" and its first 16 hex digits
  std::string state;   // the same: DRAFT, or the outcome
  bool draft = false;
  std::vector<PaperBlock> blocks;
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_RENDER_PAPER_H_
