// What Cairo leaves out of a PDF: dates as ISO 32000 spells them, the language, attached files, the
// picture of another PDF on a page, and an id that is the same for the same bytes. By qpdf's
// library, whose exceptions end here. Source: ISO 32000-2 7.9.4, 14.9.2, 14.13.
#ifndef LIAISON_CLIENTS_CORE_REPORT_RENDER_PDF_FINISH_H_
#define LIAISON_CLIENTS_CORE_REPORT_RENDER_PDF_FINISH_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace liaison {

struct PdfAttachment {
  std::string name;
  std::string type;          // "application/json"
  std::string relationship;  // to the document: "/Source", "/Data", "/Supplement"
  std::string bytes;
};
// The first page of another PDF, as large as fits into a rectangle of points from the bottom left.
struct PdfPicture {
  size_t page = 0;  // from 0
  double x = 0, y = 0, w = 0, h = 0;
  std::string pdf;
};
struct PdfFinish {
  std::string language;  // "fa"
  bool right_to_left = false;
  int64_t time_s = 0;  // made and changed then
  std::vector<PdfAttachment> attachments;
  std::optional<PdfPicture> picture;
};

// Errors: ResourceExhausted (no memory); Internal (qpdf refuses what Cairo wrote).
absl::StatusOr<std::string> FinishPdf(absl::string_view pdf, const PdfFinish& finish);

std::string QpdfVersion();  // "11.3.0"

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_RENDER_PDF_FINISH_H_
