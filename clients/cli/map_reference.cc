#include "clients/cli/map_reference.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cli/map_change_view.h"
#include "clients/core/geometry/where.h"
#include "clients/core/maps/map_book.h"
#include "clients/core/maps/map_papers.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

constexpr char kZonePrefix[] = "zone-";

std::optional<MapPoint> PlaceOf(const Json& form) {
  const Json* const place = form.Find("place");
  if (place == nullptr) return std::nullopt;
  const Json* const lat = place->Find("lat_e7");
  const Json* const lon = place->Find("lon_e7");
  if (lat == nullptr || lon == nullptr || lat->integer() == nullptr || lon->integer() == nullptr) {
    return std::nullopt;
  }
  return PointOf(static_cast<double>(*lon->integer()) / 1e7,
                 static_cast<double>(*lat->integer()) / 1e7);
}

struct PlacedMap {
  const MapEntry* entry = nullptr;
  MapDocument document{};
  std::vector<std::string> containing{};  // ids of features
};

// Those in force whose documents are here.
absl::StatusOr<std::vector<PlacedMap>> MapsInForce(Desk& desk, const MapBook& book,
                                                   const MapPoint& place) {
  std::vector<PlacedMap> maps;
  for (const auto& [name, record] : book.maps) {
    const MapEntry* const entry = record.InForceAt(book.until_ms);
    if (entry == nullptr) continue;
    ASSIGN_OR_RETURN(std::optional<MapDocument> document,
                     desk.maps().Document(entry->note().content.sha256));
    if (!document.has_value()) continue;
    PlacedMap one{.entry = entry, .document = *std::move(document)};
    one.containing = WhereIndex(one.document).Containing(place);
    maps.push_back(std::move(one));
  }
  return maps;
}

// A mission calls a zone "idlib", a map perhaps "zone-idlib".
void WarnZone(Context& context, const std::string& zone, const PlacedMap& placed) {
  for (const std::string& id : {zone, absl::StrCat(kZonePrefix, zone)}) {
    const MapFeature* const feature = placed.document.Find(id);
    if (feature == nullptr || feature->kind != MapFeatureKind::kZone) continue;
    if (std::binary_search(placed.containing.begin(), placed.containing.end(), id)) return;
    context.output.Note(context.output.Say("warn.outside_zone", {id, placed.entry->note().head.map,
                                                                 placed.entry->Name()}),
                        Colour::kYellow);
    return;
  }
}

}  // namespace

absl::Status PlaceOnMap(Context& context, Desk& desk, NoticeDraft& draft) {
  const std::optional<MapPoint> place = PlaceOf(draft.form);
  if (!place.has_value() || desk.mirror().StateLeaves().empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const MapBook book, ReadMapBook(desk.mirror(), desk.hub_time_ms()));
  ASSIGN_OR_RETURN(const std::vector<PlacedMap> maps, MapsInForce(desk, book, *place));
  if (maps.empty()) return absl::OkStatus();
  auto chosen = std::find_if(maps.begin(), maps.end(),
                             [](const PlacedMap& map) { return !map.containing.empty(); });
  if (chosen == maps.end()) chosen = maps.begin();
  if (const std::string zone = draft.form.StringOr("zone", ""); !zone.empty()) {
    WarnZone(context, zone, *chosen);
  }
  if (draft.form.Find("map") != nullptr) return absl::OkStatus();
  Json with_map = draft.form;
  (*with_map.mutable_object())["map"] = MapReference(chosen->entry->note());
  // Not every kind of notice names a map.
  const bool may_name =
      context.world.forms.ValidateForm({draft.kind, draft.kind_version}, with_map).ok();
  if (may_name) draft.form = std::move(with_map);
  return absl::OkStatus();
}

absl::StatusOr<std::optional<PlacedWith>> PlacedWithOf(const Json& form, const Mirror& mirror,
                                                       int64_t logged_ms) {
  const Json* const named = form.Find("map");
  if (named == nullptr || form.Find("place") == nullptr) return std::optional<PlacedWith>();
  PlacedWith placed{.map = named->StringOr("id", ""), .version = named->IntegerOr("version", 0)};
  const absl::StatusOr<Hash> digest = FixedFromBase64<Hash>(named->StringOr("digest", ""));
  int64_t event_ms = logged_ms;
  if (const Json* const event = form.Find("event"); event != nullptr) {
    event_ms = event->IntegerOr("time_s", logged_ms / 1000) * 1000;
  }
  ASSIGN_OR_RETURN(const MapBook book, ReadMapBook(mirror, std::max(logged_ms, event_ms)));
  const MapRecord* const record = book.Find(placed.map);
  if (record == nullptr) return std::optional<PlacedWith>(placed);
  placed.known = digest.ok() && std::any_of(record->entries.begin(), record->entries.end(),
                                            [&](const MapEntry& entry) {
                                              return entry.note().content.sha256 == *digest;
                                            });
  if (const MapEntry* const in_force = record->InForceAt(event_ms); in_force != nullptr) {
    placed.in_force = static_cast<int64_t>(in_force->note().version);
  }
  return std::optional<PlacedWith>(placed);
}

std::string PlacedWithText(const Context& context, const PlacedWith& placed) {
  const Output& output = context.output;
  if (!placed.known) return output.Say("placed_with.unknown", {placed.map, placed.version});
  if (!placed.in_force.has_value()) {
    return output.Say("placed_with.none", {placed.map, placed.version});
  }
  if (*placed.in_force == placed.version) return "";
  return output.Say("placed_with.other", {placed.map, placed.version, *placed.in_force});
}

}  // namespace liaison
