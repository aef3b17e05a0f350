// The map in force at the end of the period, as a picture of its own page.
#ifndef LIAISON_CLIENTS_CORE_REPORT_RENDER_REPORT_MAP_H_
#define LIAISON_CLIENTS_CORE_REPORT_RENDER_REPORT_MAP_H_

#include <string>

#include "absl/status/statusor.h"
#include "clients/core/map_picture/picture.h"
#include "clients/core/report_render/render.h"

namespace liaison {

// Requires a map in the request. Errors: those of DrawMap.
absl::StatusOr<std::string> DrawReportMap(const RenderRequest& request, PictureFormat format,
                                          const PinnedFonts& fonts, const Phrasebook& phrases);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_RENDER_REPORT_MAP_H_
