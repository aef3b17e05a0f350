// What lies faintly under a map, so that people find their way: governorates, countries, rivers,
// towns. For orientation only; base/SOURCE.txt says whose data it is.
#ifndef LIAISON_CLIENTS_CORE_MAP_PICTURE_BASE_MAP_H_
#define LIAISON_CLIENTS_CORE_MAP_PICTURE_BASE_MAP_H_

#include <cstdint>
#include <string>
#include <vector>

#include "clients/core/geometry/geodesic.h"
#include "clients/core/language/language.h"
#include "clients/core/map_document/document.h"

namespace liaison {

struct BaseTown {
  std::string name;
  Place at;
  int64_t population = 0;
};
struct BaseCountry {
  std::string name;
  MapMultiPolygon areas;
};
struct BaseMap {
  std::vector<BaseCountry> countries;
  std::vector<MapMultiPolygon> governorates;
  std::vector<MapLine> rivers;
  std::vector<BaseTown> towns;  // the largest first
};

// Names in `language`, or as the source has them.
BaseMap ReadBaseMap(Language language);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_MAP_PICTURE_BASE_MAP_H_
