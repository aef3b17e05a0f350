// What Cairo leaves out of a PDF: dates as ISO 32000 spells them, the language, attached files,
// what its tags mean (pdf_structure), and an id that is the same for the same bytes. By qpdf's
// library, whose exceptions end here. Source: ISO 32000-2 7.9.4, 14.9.2, 14.13.
#ifndef LIAISON_CLIENTS_CORE_REPORT_RENDER_PDF_FINISH_H_
#define LIAISON_CLIENTS_CORE_REPORT_RENDER_PDF_FINISH_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/core/report_render/pdf_structure.h"

namespace liaison {

struct PdfAttachment {
  std::string name;
  std::string type;          // "application/json"
  std::string relationship;  // to the document: "/Source", "/Data", "/Supplement"
  std::string bytes;
};
struct PdfFinish {
  std::string language;  // "fa"
  bool right_to_left = false;
  int64_t time_s = 0;        // made and changed then
  std::vector<PdfTag> tags;  // of the PDF, in its order
  std::vector<PdfAttachment> attachments;
};

// Errors: ResourceExhausted (no memory); Internal (qpdf refuses what Cairo wrote, or it
// has other tags).
absl::StatusOr<std::string> FinishPdf(absl::string_view pdf, const PdfFinish& finish);

std::string QpdfVersion();  // "11.3.0"

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_RENDER_PDF_FINISH_H_
