#include "clients/core/geometry/difference.h"

#include <algorithm>
#include <map>
#include <set>

#include "clients/core/geometry/border.h"
#include "clients/core/geometry/geodesic.h"
#include "clients/core/geometry/shapes.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/canonical_json.h"

namespace liaison {
namespace {

// But geometry, names and id, which have rows of their own.
std::map<std::string, std::string> OtherMembers(const MapFeature& feature) {
  std::map<std::string, std::string> members;
  for (const auto& [name, value] : MapMembers(feature)) {
    if (name != "id" && name != "names") members[name] = PrintCanonicalJson(value);
  }
  return members;
}

// Calls row(key, was, now) for each key whose value differs; empty: absent.
template <typename Row>
void ForEachDifference(const std::map<std::string, std::string>& was,
                       const std::map<std::string, std::string>& now, Row row) {
  std::set<std::string> keys;
  for (const auto& each : was) keys.insert(each.first);
  for (const auto& each : now) keys.insert(each.first);
  const auto value = [](const std::map<std::string, std::string>& from, const std::string& key) {
    const auto found = from.find(key);
    return found == from.end() ? std::string() : found->second;
  };
  for (const std::string& key : keys) {
    const std::string old_value = value(was, key);
    const std::string new_value = value(now, key);
    if (old_value != new_value) row(key, old_value, new_value);
  }
}

// The farthest that a place on `from` lies from `to`. Edges that both have are left out.
double Farthest(const Border& from, const Border& to) {
  double farthest = 0;
  for (const MapEdge& edge : from.edges()) {
    if (to.Shares(edge)) continue;
    for (const Place& place : PlacesAlong(edge, kMapPieceMeters)) {
      farthest = std::max(farthest, to.Nearest(place, kNoLimitMeters).meters);
    }
  }
  return farthest;
}

absl::Status CheckValid(Shapes& shapes, const std::string& id, const MapMultiPolygon& polygons) {
  const std::optional<InvalidPlace> invalid = shapes.FindInvalid(polygons);
  if (!invalid.has_value()) return absl::OkStatus();
  return MakeError(
      absl::StatusCode::kInvalidArgument,
      "the feature's shape is not valid: " + invalid->reason + "; correct it before comparing maps",
      {.reason = "INVALID_GEOMETRY", .subject = id, .field = "geometry"});
}

absl::StatusOr<MapReshaped> ReshapedOf(Shapes& shapes, const MapFeature& was,
                                       const MapFeature& now) {
  MapReshaped reshaped{.id = now.id};
  const auto* old_area = std::get_if<MapMultiPolygon>(&was.geometry);
  const auto* new_area = std::get_if<MapMultiPolygon>(&now.geometry);
  if (old_area != nullptr && new_area != nullptr) {
    RETURN_IF_ERROR(CheckValid(shapes, was.id, *old_area));
    RETURN_IF_ERROR(CheckValid(shapes, now.id, *new_area));
    ASSIGN_OR_RETURN(const MapMultiPolygon gained, shapes.Difference(*new_area, *old_area));
    ASSIGN_OR_RETURN(const MapMultiPolygon lost, shapes.Difference(*old_area, *new_area));
    reshaped.gained_km2 = AreaKm2(gained);
    reshaped.lost_km2 = AreaKm2(lost);
  }
  const Border old_border(was.geometry);
  const Border new_border(now.geometry);
  reshaped.max_m = std::max(Farthest(old_border, new_border), Farthest(new_border, old_border));
  return reshaped;
}

absl::Status AddGeometry(Shapes& shapes, const MapFeature& was, const MapFeature& now,
                         MapDifference& difference) {
  if (was.geometry == now.geometry) return absl::OkStatus();
  if (const auto* point = std::get_if<MapPoint>(&now.geometry)) {
    const Way way = WayBetween(PlaceOf(std::get<MapPoint>(was.geometry)), PlaceOf(*point));
    difference.moved.push_back({now.id, way.meters, way.bearing});
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(difference.reshaped.emplace_back(), ReshapedOf(shapes, was, now));
  return absl::OkStatus();
}

// A feature that both have.
absl::Status Compare(Shapes& shapes, const MapFeature& was, const MapFeature& now,
                     MapDifference& difference) {
  if (was == now) return absl::OkStatus();
  ForEachDifference(was.names, now.names,
                    [&](const std::string& lang, const std::string& a, const std::string& b) {
                      difference.renamed.push_back({now.id, lang, a, b});
                    });
  ForEachDifference(OtherMembers(was), OtherMembers(now),
                    [&](const std::string& member, const std::string& a, const std::string& b) {
                      difference.changed.push_back({now.id, member, a, b});
                    });
  return AddGeometry(shapes, was, now, difference);
}

// An area that became a line is another thing, whatever its id says.
const MapFeature* SameThing(const MapDocument& document, const MapFeature& feature) {
  const MapFeature* found = document.Find(feature.id);
  const bool same = found != nullptr && found->geometry.index() == feature.geometry.index();
  return same ? found : nullptr;
}

// Each new id is taken once, the first that fits.
void AddReidentified(const std::vector<const MapFeature*>& removed,
                     const std::vector<const MapFeature*>& added, MapDifference& difference) {
  const auto less = [](const MapGeometry* a, const MapGeometry* b) { return *a < *b; };
  std::multimap<const MapGeometry*, std::string, decltype(less)> ids(less);
  for (const MapFeature* now : added) ids.emplace(&now->geometry, now->id);
  for (const MapFeature* was : removed) {
    const auto found = ids.lower_bound(&was->geometry);
    if (found == ids.end() || *found->first != was->geometry) continue;
    difference.reidentified.emplace_back(was->id, found->second);
    ids.erase(found);
  }
}

}  // namespace

bool MapDifference::Empty() const {
  return added.empty() && removed.empty() && renamed.empty() && changed.empty() && moved.empty() &&
         reshaped.empty();
}

absl::StatusOr<MapDifference> DifferenceOf(const MapDocument& was, const MapDocument& now) {
  Shapes shapes;
  MapDifference difference;
  std::vector<const MapFeature*> removed;
  std::vector<const MapFeature*> added;
  for (const MapFeature& feature : was.features) {
    if (SameThing(now, feature) == nullptr) removed.push_back(&feature);
  }
  for (const MapFeature& feature : now.features) {
    const MapFeature* before = SameThing(was, feature);
    if (before == nullptr) {
      added.push_back(&feature);
      continue;
    }
    RETURN_IF_ERROR(Compare(shapes, *before, feature, difference));
  }
  for (const MapFeature* feature : removed) difference.removed.push_back(feature->id);
  for (const MapFeature* feature : added) difference.added.push_back(feature->id);
  AddReidentified(removed, added, difference);
  return difference;
}

}  // namespace liaison
