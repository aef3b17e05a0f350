#include "clients/core/report_render/report_map.h"

#include "clients/core/report_render/paper_source.h"

namespace liaison {

absl::StatusOr<std::string> DrawReportMap(const RenderRequest& request, PictureFormat format,
                                          const PinnedFonts& fonts, const Phrasebook& phrases) {
  return DrawMap({.format = format,
                  .language = request.language,
                  .now = {request.map, request.map_name, request.map_digest},
                  .state = phrases.Message(request.language, "reportpage.map_state"),
                  .in_force = true,
                  .time_s = CutTime_s(request.model),
                  .fonts = &fonts},
                 phrases);
}

}  // namespace liaison
