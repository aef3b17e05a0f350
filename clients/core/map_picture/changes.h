// The difference of two maps as things with numbers: the same number stands on the maps and in the
// list below them.
#ifndef LIAISON_CLIENTS_CORE_MAP_PICTURE_CHANGES_H_
#define LIAISON_CLIENTS_CORE_MAP_PICTURE_CHANGES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/core/language/language.h"
#include "clients/core/language/phrasebook.h"
#include "clients/core/map_document/document.h"
#include "clients/core/map_picture/map_view.h"
#include "clients/core/map_picture/picture.h"

namespace liaison {

// All changes of one feature. Borrows it.
struct PicturedChange {
  int number = 0;
  const MapFeature* was = nullptr;  // nullptr: added
  const MapFeature* now = nullptr;  // nullptr: removed
  std::vector<std::string> rows;    // what changed, final text
  MapMultiPolygon gained, lost;
  bool moved = false;     // a point
  bool reshaped = false;  // an area or a line
  GeoBox ground;          // where something changed on the ground; empty: only words did

  const MapFeature& feature() const { return now != nullptr ? *now : *was; }
};

// In the order of their numbers: added, removed, moved, reshaped, renamed, otherwise changed. None
// if there is no earlier map. Errors: those of DifferenceOf.
absl::StatusOr<std::vector<PicturedChange>> ChangesOf(const MapPicture& picture,
                                                      const Phrasebook& phrases);

// In the language, or in the first of ours that it has.
std::string NameIn(const MapNames& names, Language language);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_MAP_PICTURE_CHANGES_H_
