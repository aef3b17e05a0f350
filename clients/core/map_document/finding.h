// What is wrong, or worth a look, in a map or in a file that is to become one. All of a run's
// findings are told at once. Source: MAPS section 7.
#ifndef LIAISON_CLIENTS_CORE_MAP_DOCUMENT_FINDING_H_
#define LIAISON_CLIENTS_CORE_MAP_DOCUMENT_FINDING_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "clients/core/map_document/document.h"

namespace liaison {

struct MapFinding {
  std::string code;     // "ZONE_OVERLAP": MAPS section 7
  bool error = false;   // blocks propose and approve; else a warning
  std::string feature;  // id, or the name in the file; empty: the file itself
  size_t line = 0;      // of the file; 0: not known
  std::optional<MapPoint> at;
  // What the text says beside the code, as values: the labels have a sentence a code
  // ("map.finding.ZONE_OVERLAP") with {other}, {value} (a number with its unit).
  std::string other;
  std::string value;
  friend bool operator==(const MapFinding&, const MapFinding&) = default;
};
bool HasError(const std::vector<MapFinding>& findings);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_MAP_DOCUMENT_FINDING_H_
