// What Cairo does not say of the tags that it writes, for readers that do not see the page: what a
// figure shows, what language somebody's words are in, which cells name a row or a column, that a
// table goes on over the page. Source: ISO 32000-2 14.8, 14.9.
#ifndef LIAISON_CLIENTS_CORE_REPORT_RENDER_PDF_STRUCTURE_H_
#define LIAISON_CLIENTS_CORE_REPORT_RENDER_PDF_STRUCTURE_H_

#include <string>
#include <vector>

#include "absl/status/status.h"

class QPDF;

namespace liaison {

// A tag that stands in no other.
struct PdfTag {
  std::string alt;       // empty: none
  std::string language;  // empty: the document's
  bool goes_on = false;  // what the tag before it is, on the next page
};

// `tags`: in the order in which they were drawn. Errors: Internal (the file has others). Throws
// what qpdf throws.
absl::Status CompleteStructure(QPDF& pdf, const std::vector<PdfTag>& tags);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_RENDER_PDF_STRUCTURE_H_
