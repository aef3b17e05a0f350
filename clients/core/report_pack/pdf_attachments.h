// What lies attached in a PDF: a report carries its evidence so. Nothing else of the page is read.
// Source: REPORTS sections C, E; ISO 32000-1, 7.11.4.
#ifndef LIAISON_CLIENTS_CORE_REPORT_PACK_PDF_ATTACHMENTS_H_
#define LIAISON_CLIENTS_CORE_REPORT_PACK_PDF_ATTACHMENTS_H_

#include <cstddef>
#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace liaison {

inline constexpr size_t kMaxPdfBytes = size_t{1} << 30;

bool LooksLikePdf(absl::string_view bytes);

// By file name. A damaged PDF is not repaired: what a reader guesses is no evidence. It is read in
// a process of its own (confined_work.h), with memory and time in proportion to its size, whatever
// its streams unpack to; of the attachments no more than `max_bytes` together are taken. Errors:
// InvalidArgument PDF (field "limit": reading it takes more than that); ResourceExhausted PROCESS.
absl::StatusOr<std::map<std::string, std::string>> ReadPdfAttachments(absl::string_view pdf,
                                                                      size_t max_bytes);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_PACK_PDF_ATTACHMENTS_H_
