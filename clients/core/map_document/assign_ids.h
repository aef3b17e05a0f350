// Ids for features that came without one. Source: MAPS section 7, MISSING_ID.
#ifndef LIAISON_CLIENTS_CORE_MAP_DOCUMENT_ASSIGN_IDS_H_
#define LIAISON_CLIENTS_CORE_MAP_DOCUMENT_ASSIGN_IDS_H_

#include <vector>

#include "clients/core/map_document/document.h"

namespace liaison {

// Normalised features whose id is empty get that of the feature of `base` (nullptr: none) with
// equal kind and geometry, else a new one ("zone-1") that no other feature has, here or in `base`.
void AssignIds(std::vector<MapFeature>& features, const MapDocument* base);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_MAP_DOCUMENT_ASSIGN_IDS_H_
