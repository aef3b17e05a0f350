#include "clients/core/report_render/report_map.h"

#include "clients/core/report_render/paper_source.h"

namespace liaison {
namespace {

MapPicture PictureOf(const RenderRequest& request, const Phrasebook& phrases) {
  return {.format = PictureFormat::kSvg,
          .language = request.language,
          .now = {request.map, request.map_name, request.map_digest},
          .state = phrases.Message(request.language, "reportpage.map_state"),
          .in_force = true,
          .time_s = CutTime_s(request.model)};
}

}  // namespace

absl::StatusOr<std::string> DrawReportMap(const RenderRequest& request, const PinnedFonts& fonts,
                                          const Phrasebook& phrases) {
  MapPicture picture = PictureOf(request, phrases);
  picture.fonts = &fonts;
  return DrawMap(picture, phrases);
}

absl::Status DrawReportMapIn(Canvas& canvas, const Rect& room, const RenderRequest& request,
                             const Phrasebook& phrases) {
  return DrawMapIn(canvas, room, PictureOf(request, phrases), phrases);
}

}  // namespace liaison
