// What is wrong with a geometry as people's files have it, before it is brought into our form.
// Source: MAPS section 7.
#ifndef LIAISON_CLIENTS_CORE_MAP_DOCUMENT_RAW_RINGS_H_
#define LIAISON_CLIENTS_CORE_MAP_DOCUMENT_RAW_RINGS_H_

#include <vector>

#include "clients/core/map_document/feature_geometry.h"
#include "clients/core/map_document/finding.h"

namespace liaison {

// BAD_COORDINATE, GEOMETRY_KIND, UNCLOSED_RING, RING_TOO_SHORT, INVALID_GEOMETRY (a line with one
// point), ANTIMERIDIAN. If none is an error, GeometryOf gives a geometry.
std::vector<MapFinding> CheckRawGeometry(const RawGeometry& raw);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_MAP_DOCUMENT_RAW_RINGS_H_
