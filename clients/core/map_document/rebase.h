// Three maps into one: a proposal's changes on top of the version that overtook it. Per feature and
// member; geometry is never merged by machine. Source: MAPS section 4, scenarios M05, M06.
#ifndef LIAISON_CLIENTS_CORE_MAP_DOCUMENT_REBASE_H_
#define LIAISON_CLIENTS_CORE_MAP_DOCUMENT_REBASE_H_

#include <string>
#include <vector>

#include "clients/core/map_document/document.h"

namespace liaison {

struct MapConflict {
  std::string id;
  std::string member;  // "geometry"; empty: the feature itself (removed, or added twice)
  std::string base, theirs, ours;  // canonical JSON; empty: absent
};
struct Rebased {
  std::vector<MapFeature> features;    // only if there is no conflict; sorted by id
  std::vector<MapConflict> conflicts;  // by id
  // Nothing is left of the proposal's own changes, to features and title.
  bool empty = false;
};
// `base` is what the proposal was made on, `theirs` the head now, `ours` the proposal.
Rebased Rebase(const MapDocument& base, const MapDocument& theirs, const MapDocument& ours);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_MAP_DOCUMENT_REBASE_H_
