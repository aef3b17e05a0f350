// What the rules share while one map is checked. Each rule adds its findings; each leaves out
// features whose own geometry is not valid.
#ifndef LIAISON_CLIENTS_CORE_GEOMETRY_TOPOLOGY_RUN_H_
#define LIAISON_CLIENTS_CORE_GEOMETRY_TOPOLOGY_RUN_H_

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "clients/core/geometry/border.h"
#include "clients/core/geometry/shapes.h"
#include "clients/core/map_document/document.h"
#include "clients/core/map_document/finding.h"

namespace liaison {

// Below this, what is long and thin is a flaw of drawing; from it on, land.
inline constexpr double kSliverMeters = 2;
// Borders are compared in pieces of at most this length.
inline constexpr double kFinePieceMeters = 10;
// How near what should run along a border has to be.
inline constexpr double kAlongMeters = 1;

// Borrows the documents. Thread: one.
class TopologyRun {
 public:
  explicit TopologyRun(const MapDocument& document);

  const MapDocument& document() const { return document_; }
  std::vector<MapFinding>& findings() { return findings_; }
  Shapes& shapes() { return shapes_; }

  // Of `document`; nullptr: there is none of this kind. Whether its geometry is valid: IsValid.
  const MapFeature* Find(absl::string_view id, MapFeatureKind kind) const;
  bool IsValid(const MapFeature& feature) const { return !invalid_.contains(feature.id); }
  // Of any map's feature, which stays where it is; kept.
  const Border& BorderOf(const MapFeature& feature);

 private:
  const MapDocument& document_;
  std::vector<MapFinding> findings_;
  std::set<std::string, std::less<>> invalid_;
  std::map<const MapFeature*, Border> borders_;
  Shapes shapes_;
};

std::string MetersText(double meters);  // "12.3 m", from 1000 m on "12.345 km"
std::string KmSquareText(double m2);    // "1.0000 km2"
MapPoint NearestPoint(const Place& place);
// By some metres, at any inhabited latitude: what lies outside is of no matter to what is in `box`.
MapBox Widened(const MapBox& box);

// T2, and thin gaps of T5: zones among each other and against those of the neighbours.
void CheckZones(TopologyRun& run, const std::vector<const MapDocument*>& neighbours);
// T3: what a feature names is there; a security zone lies along its zone, on its side.
void CheckReferences(TopologyRun& run);
// T4: a post stands in its security zone.
void CheckPosts(TopologyRun& run);
// The rest of T5: features that are likely to be mistakes.
void CheckOddities(TopologyRun& run);
// A gap between two areas, thinner than kSliverMeters and wider than rounding makes; `other` is the
// name for `b` in the finding.
void CheckGap(TopologyRun& run, const MapFeature& a, const MapFeature& b, const std::string& other);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_GEOMETRY_TOPOLOGY_RUN_H_
