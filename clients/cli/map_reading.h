// A file that is to become a map, read with all its findings told at once.
#ifndef LIAISON_CLIENTS_CLI_MAP_READING_H_
#define LIAISON_CLIENTS_CLI_MAP_READING_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/cli/commands.h"
#include "clients/core/map_document/geojson.h"

namespace liaison {

// --kind, --names-in, --assign-ids.
struct ReadingOptions {
  std::string kind;
  std::string lang;
  bool assign_ids = false;
};
void AddReadingOptions(CommandAdder& noun, CLI::App& verb, ReadingOptions& options);

// `base`: the map's newest version; nullptr: none. Errors: those of the file; a usage error for a
// kind that does not exist; those of ReadGeoJson.
absl::StatusOr<GeoJsonImport> ReadGeoJsonFile(Context& context, const std::string& path,
                                              const ReadingOptions& options,
                                              const MapDocument* base);
// Shows the findings. Errors: InvalidArgument MAP_FINDINGS (there are errors among them).
absl::Status TellImport(Context& context, const GeoJsonImport& read, const std::string& path);

// "zones.geojson" of a path.
std::string BaseName(absl::string_view path);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_MAP_READING_H_
