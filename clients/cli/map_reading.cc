#include "clients/cli/map_reading.h"

#include <algorithm>
#include <cstring>
#include <optional>

#include "CLI/CLI.hpp"
#include "clients/cli/map_change_view.h"
#include "clients/cli/map_checks.h"
#include "proto/base/status_macros.h"

namespace liaison {

void AddReadingOptions(CommandAdder& noun, CLI::App& verb, ReadingOptions& options) {
  noun.Text(verb, "--kind", options.kind, "map_kind");
  noun.Text(verb, "--names-in", options.lang, "map_names_in")
      .check(CLI::IsMember({"en", "ru", "tr", "fa", "ar"}));
  noun.Flag(verb, "--assign-ids", options.assign_ids, "map_assign_ids");
}

absl::StatusOr<GeoJsonImport> ReadGeoJsonFile(Context& context, const std::string& path,
                                              const ReadingOptions& options,
                                              const MapDocument* base) {
  GeoJsonOptions reading{.lang = options.lang, .assign_ids = options.assign_ids, .base = base};
  if (!options.kind.empty()) {
    reading.kind = MapFeatureKindOf(options.kind);
    if (!reading.kind.has_value()) {
      return Usage("map_kind", options.kind, "no such kind of feature");
    }
  }
  ASSIGN_OR_RETURN(const std::string bytes, context.world.files.Read(path, kMaxGeoJsonBytes));
  absl::string_view rest = bytes;
  return ReadGeoJson(
      [&rest](char* buffer, size_t size) -> absl::StatusOr<size_t> {
        const size_t count = std::min(size, rest.size());
        std::memcpy(buffer, rest.data(), count);
        rest.remove_prefix(count);
        return count;
      },
      reading);
}

absl::Status TellImport(Context& context, const GeoJsonImport& read, const std::string& path) {
  if (!context.output.json()) {
    ShowFindings(context, read.findings);
  } else if (HasError(read.findings)) {
    context.output.Value(Json::Object{{"findings", FindingsJson(context, read.findings)}});
  }
  return RefuseErrors(read.findings, BaseName(path));
}

std::string BaseName(absl::string_view path) {
  const size_t slash = path.rfind('/');
  return std::string(slash == absl::string_view::npos ? path : path.substr(slash + 1));
}

}  // namespace liaison
