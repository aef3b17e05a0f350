// Whether bytes are the document that a proposal names. Source: MAPS sections 2, 3 and 5.
#ifndef LIAISON_CLIENTS_CORE_MAPS_MAP_CONTENT_H_
#define LIAISON_CLIENTS_CORE_MAPS_MAP_CONTENT_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/core/map_document/document.h"
#include "proto/text/map_note.h"

namespace liaison {

// Digest, size, canonical form, header, validity of every geometry, in this order. Whether its
// features fit to each other is for people to judge before they approve, so it is not asked here.
// Errors: DataLoss CONTENT_MISMATCH, NOT_CANONICAL, HEADER_MISMATCH (field: which), or the code of
// the geometry's finding; the subject is the map.
absl::StatusOr<MapDocument> CheckMapContent(const MapProposal& proposal, absl::string_view bytes);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_MAPS_MAP_CONTENT_H_
