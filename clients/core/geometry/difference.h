// What changed between two maps, feature by feature. Source: MAPS section 7.
#ifndef LIAISON_CLIENTS_CORE_GEOMETRY_DIFFERENCE_H_
#define LIAISON_CLIENTS_CORE_GEOMETRY_DIFFERENCE_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/core/map_document/document.h"

namespace liaison {

struct MapRenamed {
  std::string id, lang, was, now;  // empty: absent
};
struct MapChanged {
  std::string id, member;  // any but geometry and names
  std::string was, now;    // canonical JSON; empty: absent
};
struct MapMoved {
  std::string id;
  double meters = 0;   // geodesic
  double bearing = 0;  // degrees from north, clockwise, at the old place
};
struct MapReshaped {
  std::string id;
  double gained_km2 = 0;  // area(new - old)
  double lost_km2 = 0;    // area(old - new)
  double max_m = 0;       // greatest displacement
};
struct MapDifference {
  std::vector<std::string> added, removed;  // ids, sorted
  std::vector<MapRenamed> renamed;
  std::vector<MapChanged> changed;
  std::vector<MapMoved> moved;        // points
  std::vector<MapReshaped> reshaped;  // areas and lines; of lines only max_m
  // Removed and added with equal geometry: (old id, new id).
  std::vector<std::pair<std::string, std::string>> reidentified;
  bool Empty() const;
};

// Figures: overlay on the integer grid, edges densified to 1 km, WGS 84 geodesic area.
// Errors: InvalidArgument INVALID_GEOMETRY (a feature that topology refuses).
absl::StatusOr<MapDifference> DifferenceOf(const MapDocument& was, const MapDocument& now);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_GEOMETRY_DIFFERENCE_H_
