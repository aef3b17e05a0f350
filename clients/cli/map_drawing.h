// A map, or what changed between two, into a file whose name says the format.
#ifndef LIAISON_CLIENTS_CLI_MAP_DRAWING_H_
#define LIAISON_CLIENTS_CLI_MAP_DRAWING_H_

#include <string>

#include "absl/status/status.h"
#include "clients/cli/context.h"
#include "clients/cli/map_session.h"
#include "clients/core/map_document/document.h"

namespace liaison {

// All borrowed. Without `was` a picture of `now` alone.
struct DrawnMaps {
  const MapEntry* was = nullptr;
  const MapDocument* was_document = nullptr;
  const MapEntry* now = nullptr;
  const MapDocument* now_document = nullptr;
};
// "map.png", "map.svg", "map.pdf". Errors: a usage error for another ending; those of DrawMap and
// of the file (AlreadyExists).
absl::Status DrawToFile(Context& context, const MapSession& session, const DrawnMaps& maps,
                        const std::string& path);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_MAP_DRAWING_H_
