// A document -> an A4 PDF file: the same bytes for the same document on the same machine (fonts),
// whoever prints it, when and where. Source: DESIGN section 11, `show --print`; ISO 32000.
#ifndef LIAISON_CLIENTS_CORE_PRINT_PRINT_PDF_H_
#define LIAISON_CLIENTS_CORE_PRINT_PRINT_PDF_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "clients/core/print/document.h"

namespace liaison {

struct PrintedPdf {
  std::string bytes;
  size_t pages = 0;
};

// Every page: title and "1/2" at the head; warnings and digest at the foot. Long texts go on over
// the page, line by line; nothing is cut. Errors: InvalidArgument QR_SIZE; ResourceExhausted
// (no memory).
absl::StatusOr<PrintedPdf> PrintPdf(const PrintDocument& document);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_PRINT_PRINT_PDF_H_
