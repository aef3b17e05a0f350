// A paper laid out on A4 pages: heights measured first, then broken into pages, then drawn. Every
// page says at its head which report it is, which M, which page, and DRAFT or the outcome.
#ifndef LIAISON_CLIENTS_CORE_REPORT_RENDER_PAGE_FLOW_H_
#define LIAISON_CLIENTS_CORE_REPORT_RENDER_PAGE_FLOW_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/core/print/canvas.h"
#include "clients/core/report_render/paper.h"
#include "clients/core/report_render/pdf_structure.h"

namespace liaison {

inline constexpr double kPaperWidth = 595.276;
inline constexpr double kPaperHeight = 841.89;

// Draws into a rectangle of the page.
using DrawPicture = std::function<absl::Status(Canvas& canvas, const Rect& room)>;

struct DrawnPaper {
  std::string pdf;
  std::vector<PdfTag> tags;  // of `pdf`, in its order
};

// `time_s`: the file's date. Errors: ResourceExhausted (no memory); those of `draw_map`.
absl::StatusOr<DrawnPaper> DrawPaper(const Paper& paper, const PinnedFonts& fonts, int64_t time_s,
                                     const DrawPicture& draw_map);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_RENDER_PAGE_FLOW_H_
