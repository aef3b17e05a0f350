#include "clients/core/map_picture/changes.h"

#include <algorithm>

#include "absl/strings/str_format.h"
#include "clients/core/geometry/difference.h"
#include "clients/core/geometry/shapes.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

class ChangeList {
 public:
  ChangeList(const MapPicture& picture, const Phrasebook& phrases)
      : picture_(picture), phrases_(phrases) {}

  PicturedChange& Of(const std::string& id) {
    for (PicturedChange& change : changes_) {
      if (change.feature().id == id) return change;
    }
    PicturedChange& change = changes_.emplace_back();
    change.number = static_cast<int>(changes_.size());
    change.was = picture_.was.document->Find(id);
    change.now = picture_.now.document->Find(id);
    return change;
  }

  void AddRow(PicturedChange& change, absl::string_view key,
              const std::vector<MessageArg>& values) {
    change.rows.push_back(phrases_.Message(picture_.language, key, values));
  }

  // Added or removed as a whole.
  void AddWhole(PicturedChange& change, const MapFeature& feature, bool added) {
    AddRow(change, added ? "map.picture.row.added" : "map.picture.row.removed", {});
    change.ground.Add(feature.geometry);
    const auto* areas = std::get_if<MapMultiPolygon>(&feature.geometry);
    if (areas != nullptr) (added ? change.gained : change.lost) = *areas;
  }

  absl::Status AddReshaped(const MapReshaped& reshaped);

  std::vector<PicturedChange> Take() { return std::move(changes_); }

 private:
  const MapPicture& picture_;
  const Phrasebook& phrases_;
  std::vector<PicturedChange> changes_;
  Shapes shapes_;
};

std::string Meters(double meters) { return absl::StrFormat("%.1f", meters); }
std::string KmSquare(double km2) { return absl::StrFormat("%.4f", km2); }

absl::Status ChangeList::AddReshaped(const MapReshaped& reshaped) {
  PicturedChange& change = Of(reshaped.id);
  change.reshaped = true;
  const auto* was = std::get_if<MapMultiPolygon>(&change.was->geometry);
  const auto* now = std::get_if<MapMultiPolygon>(&change.now->geometry);
  if (was == nullptr || now == nullptr) {
    AddRow(change, "map.picture.row.line", {Meters(reshaped.max_m)});
    change.ground.Add(change.was->geometry);
    change.ground.Add(change.now->geometry);
    return absl::OkStatus();
  }
  if (reshaped.gained_km2 > 0) {
    AddRow(change, "map.picture.row.gained", {KmSquare(reshaped.gained_km2)});
  }
  if (reshaped.lost_km2 > 0) {
    AddRow(change, "map.picture.row.lost", {KmSquare(reshaped.lost_km2)});
  }
  AddRow(change, "map.picture.row.border", {Meters(reshaped.max_m)});
  ASSIGN_OR_RETURN(change.gained, shapes_.Difference(*now, *was));
  ASSIGN_OR_RETURN(change.lost, shapes_.Difference(*was, *now));
  change.ground.Add(MapGeometry(change.gained));
  change.ground.Add(MapGeometry(change.lost));
  return absl::OkStatus();
}

}  // namespace

std::string NameIn(const MapNames& names, Language language) {
  const auto found = names.find(std::string(LanguageCode(language)));
  if (found != names.end()) return found->second;
  for (const Language other : kLanguages) {
    const auto first = names.find(std::string(LanguageCode(other)));
    if (first != names.end()) return first->second;
  }
  return "";
}

absl::StatusOr<std::vector<PicturedChange>> ChangesOf(const MapPicture& picture,
                                                      const Phrasebook& phrases) {
  ChangeList list(picture, phrases);
  if (picture.was.document == nullptr) return list.Take();
  ASSIGN_OR_RETURN(const MapDifference difference,
                   DifferenceOf(*picture.was.document, *picture.now.document));
  for (const std::string& id : difference.added) {
    PicturedChange& change = list.Of(id);
    list.AddWhole(change, *change.now, true);
  }
  for (const std::string& id : difference.removed) {
    PicturedChange& change = list.Of(id);
    list.AddWhole(change, *change.was, false);
  }
  for (const MapMoved& moved : difference.moved) {
    PicturedChange& change = list.Of(moved.id);
    change.moved = true;
    change.ground.Add(change.was->geometry);
    change.ground.Add(change.now->geometry);
    list.AddRow(change, "map.picture.row.moved",
                {Meters(moved.meters), absl::StrFormat("%.0f", moved.bearing)});
  }
  for (const MapReshaped& reshaped : difference.reshaped) {
    RETURN_IF_ERROR(list.AddReshaped(reshaped));
  }
  for (const MapRenamed& renamed : difference.renamed) {
    list.AddRow(list.Of(renamed.id), "map.picture.row.renamed",
                {renamed.lang, renamed.was, renamed.now});
  }
  for (const MapChanged& changed : difference.changed) {
    list.AddRow(list.Of(changed.id), "map.picture.row.changed", {changed.member});
  }
  return list.Take();
}

}  // namespace liaison
