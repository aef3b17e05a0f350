#include "clients/cli/map_drawing.h"

#include <optional>

#include "absl/strings/match.h"
#include "clients/cli/map_view.h"
#include "clients/core/map_picture/picture.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

std::optional<PictureFormat> FormatOf(const std::string& path) {
  if (absl::EndsWith(path, ".png")) return PictureFormat::kPng;
  if (absl::EndsWith(path, ".svg")) return PictureFormat::kSvg;
  if (absl::EndsWith(path, ".pdf")) return PictureFormat::kPdf;
  return std::nullopt;
}

PicturedMap Pictured(const MapEntry& entry, const MapDocument& document) {
  return {.document = &document, .name = entry.Name(), .digest = entry.note().content.sha256};
}

}  // namespace

absl::Status DrawToFile(Context& context, const MapSession& session, const DrawnMaps& maps,
                        const std::string& path) {
  const std::optional<PictureFormat> format = FormatOf(path);
  if (!format.has_value()) return Usage("map_picture", path, "a picture is .png, .svg or .pdf");
  const MapRecord* const record = session.book.Find(maps.now->note().head.map);
  MapPicture picture{.format = *format,
                     .language = context.language(),
                     .now = Pictured(*maps.now, *maps.now_document),
                     .state = PhaseText(context, maps.now->version.phase),
                     .in_force = record != nullptr && record->InForceAt(session.now_ms) == maps.now,
                     .time_s = session.as_of_ms / 1000};
  if (maps.was != nullptr) picture.was = Pictured(*maps.was, *maps.was_document);
  ASSIGN_OR_RETURN(const std::string bytes, DrawMap(picture, context.phrases));
  return context.world.files.Create(path, bytes);
}

}  // namespace liaison
