// The rules that features of a map keep among each other: T1 to T5 of MAPS section 7.
#ifndef LIAISON_CLIENTS_CORE_GEOMETRY_TOPOLOGY_H_
#define LIAISON_CLIENTS_CORE_GEOMETRY_TOPOLOGY_H_

#include <vector>

#include "clients/core/map_document/document.h"
#include "clients/core/map_document/finding.h"

namespace liaison {

// T1 alone: each geometry is valid after rounding. Errors: INVALID_GEOMETRY, RING_TOO_SHORT,
// ANTIMERIDIAN.
std::vector<MapFinding> CheckValidity(const MapDocument& document);

// All rules; T2 also against the zones of `neighbours`. By feature, then code. Where T1 has
// errors, the rules that rest on valid geometry are left out for these features.
std::vector<MapFinding> CheckTopology(const MapDocument& document,
                                      const std::vector<const MapDocument*>& neighbours);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_GEOMETRY_TOPOLOGY_H_
