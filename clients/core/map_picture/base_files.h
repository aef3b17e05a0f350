// The base data as it was when the program was built; base/SOURCE.txt says whose it is.
#ifndef LIAISON_CLIENTS_CORE_MAP_PICTURE_BASE_FILES_H_
#define LIAISON_CLIENTS_CORE_MAP_PICTURE_BASE_FILES_H_

#include "absl/types/span.h"
#include "proto/schema/schema_data.h"

namespace liaison {

// "admin1.geojson", "cities.geojson", "neighbours.geojson", "place_names.json", "rivers.geojson".
absl::Span<const DataFile> BaseFiles();

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_MAP_PICTURE_BASE_FILES_H_
