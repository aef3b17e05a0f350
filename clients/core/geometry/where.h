// In which zone a place lies, and how far the border is. Source: MAPS sections 2, 7, 8.
#ifndef LIAISON_CLIENTS_CORE_GEOMETRY_WHERE_H_
#define LIAISON_CLIENTS_CORE_GEOMETRY_WHERE_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "clients/core/map_document/document.h"

namespace liaison {

struct WhereZone {
  std::string id;
  double border_m = 0;  // geodesic distance to its border
};
struct WhereLine {
  std::string id;
  std::string side;  // left, right, on; of its direction
  double distance_m = 0;
};
struct WhereNearest {
  std::string id;  // of the zone or security zone whose border is nearest
  double distance_m = 0;
  double bearing = 0;  // degrees from north, clockwise
};
struct WhereAnswer {
  std::vector<WhereZone> zones;  // that contain the place; the boundary belongs to them
  std::vector<WhereZone> security_zones;
  std::vector<WhereLine> lines;         // all, nearest first
  std::optional<WhereNearest> nearest;  // nullopt: the map has no areas
  bool conflict = false;                // more than one zone contains it
  // Whether no border lies within `accuracy_m`: else who measured may stand on the other side.
  bool certain = true;
};

// An index over one map; copies what it needs. Thread: const methods from any.
class WhereIndex {
 public:
  explicit WhereIndex(const MapDocument& document);
  WhereIndex(WhereIndex&&) noexcept;
  ~WhereIndex();

  // Containment is exact integer arithmetic. accuracy_m 0: the place is exact.
  WhereAnswer Find(const MapPoint& place, double accuracy_m) const;
  // Containing features alone, by the index; and by looking at every feature: what tests and bench
  // compare. Ids, sorted.
  std::vector<std::string> Containing(const MapPoint& place) const;

 private:
  struct Index;
  std::unique_ptr<Index> index_;
};
std::vector<std::string> ContainingByScan(const MapDocument& document, const MapPoint& place);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_GEOMETRY_WHERE_H_
