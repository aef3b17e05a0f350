// A paper laid out on A4 pages: heights measured first, then broken into pages, then drawn. Every
// page says at its head which report it is, which M, which page, and DRAFT or the outcome.
#ifndef LIAISON_CLIENTS_CORE_REPORT_RENDER_PAGE_FLOW_H_
#define LIAISON_CLIENTS_CORE_REPORT_RENDER_PAGE_FLOW_H_

#include <cstddef>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "clients/core/print/canvas.h"
#include "clients/core/report_render/paper.h"

namespace liaison {

inline constexpr double kPaperWidth = 595.276;
inline constexpr double kPaperHeight = 841.89;

// Where the picture of the map belongs.
struct MapPlace {
  size_t page = 0;  // from 0
  Rect rect;        // points from the top left
};
struct DrawnPaper {
  std::string pdf;
  size_t pages = 0;
  std::optional<MapPlace> map;
};

// `time_s`: the file's date. Errors: ResourceExhausted (no memory).
absl::StatusOr<DrawnPaper> DrawPaper(const Paper& paper, const PinnedFonts& fonts, int64_t time_s);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_RENDER_PAGE_FLOW_H_
