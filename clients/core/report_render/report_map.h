// The map in force at the end of the period: as a picture of its own, or on a page of the report.
#ifndef LIAISON_CLIENTS_CORE_REPORT_RENDER_REPORT_MAP_H_
#define LIAISON_CLIENTS_CORE_REPORT_RENDER_REPORT_MAP_H_

#include <string>

#include "absl/status/statusor.h"
#include "clients/core/map_picture/picture.h"
#include "clients/core/report_render/render.h"

namespace liaison {

// SVG. Requires a map in the request. Errors: those of DrawMap.
absl::StatusOr<std::string> DrawReportMap(const RenderRequest& request, const PinnedFonts& fonts,
                                          const Phrasebook& phrases);
// Into `room`; requires and fails as above.
absl::Status DrawReportMapIn(Canvas& canvas, const Rect& room, const RenderRequest& request,
                             const Phrasebook& phrases);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_RENDER_REPORT_MAP_H_
