// A document for paper, as plain rows: what clients/core/print lays out on A4. It knows no notices,
// so that reports and maps are printed by the same page. All text is final: translated, made safe,
// isolated where its direction may differ from the page's (language.h).
#ifndef LIAISON_CLIENTS_CORE_PRINT_DOCUMENT_H_
#define LIAISON_CLIENTS_CORE_PRINT_DOCUMENT_H_

#include <cstdint>
#include <string>
#include <vector>

namespace liaison {

// Cells in reading order: on a right-to-left page the first one stands at the right. A line feed
// in a cell begins a new line.
struct PrintRow {
  std::vector<std::string> cells;
  int depth = 0;  // indents the first cell
  bool strong = false;
};

// Rows that share their columns.
struct PrintSection {
  std::string heading;      // empty: none
  std::vector<int> widths;  // shares of the page's width, one a column
  std::vector<PrintRow> rows;
};

struct PrintDocument {
  std::string language;  // "ar": chooses letter forms
  bool right_to_left = false;
  std::string title;              // at the head of every page
  std::vector<std::string> lead;  // beside the QR code, on the first page
  std::vector<PrintSection> sections;
  // At the foot of every page, so that pages of different documents cannot be mixed.
  std::string digest;
  std::vector<std::string> warnings;  // loudly, white on black
  std::string qr;                     // the bytes of the QR code; empty: none
  int64_t time_s = 0;                 // the file's date: the document's own, never the printing's
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_PRINT_DOCUMENT_H_
