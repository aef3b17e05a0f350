#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/core/map_document/append_list.h"
#include "clients/core/map_document/document.h"

namespace liaison {
namespace {

void AppendPoint(const MapPoint& point, std::string& out) {
  absl::StrAppend(&out, "[", point.lon, ",", point.lat, "]");
}

void AppendLine(const MapLine& line, std::string& out) { AppendList(line, out, AppendPoint); }

void AppendPolygon(const MapPolygon& polygon, std::string& out) {
  AppendList(polygon, out, AppendLine);
}

void AppendGeometry(const MapGeometry& geometry, std::string& out) {
  out.append(R"({"coordinates":)");
  if (const auto* polygons = std::get_if<MapMultiPolygon>(&geometry)) {
    AppendList(*polygons, out, AppendPolygon);
    out.append(R"(,"type":"MultiPolygon"})");
  } else if (const auto* line = std::get_if<MapLine>(&geometry)) {
    AppendLine(*line, out);
    out.append(R"(,"type":"LineString"})");
  } else {
    AppendPoint(std::get<MapPoint>(geometry), out);
    out.append(R"(,"type":"Point"})");
  }
}

// An object with one member, `large`, that is too much for a tree of values.
template <typename AppendLarge>
void AppendObject(const Json::Object& members, absl::string_view large, std::string& out,
                  const AppendLarge& append_large) {
  const auto append_member = [&out](absl::string_view key) {
    absl::StrAppend(&out, out.back() == '{' ? "" : ",", "\"", key, "\":");
  };
  bool is_due = true;
  out.push_back('{');
  for (const auto& [key, value] : members) {
    if (is_due && key > large) {
      append_member(large);
      append_large();
      is_due = false;
    }
    append_member(key);
    out.append(PrintCanonicalJson(value));
  }
  if (is_due) {
    append_member(large);
    append_large();
  }
  out.push_back('}');
}

Json Listed(const std::vector<std::string>& words) {
  return Json::Array(words.begin(), words.end());
}

Json Named(const MapNames& names) {
  Json::Object out;
  for (const auto& [lang, name] : names) out.emplace(lang, name);
  return out;
}

Json Attrs(const std::map<std::string, MapAttr>& attrs) {
  Json::Object out;
  for (const auto& [key, attr] : attrs) {
    out.emplace(key, std::visit([](const auto& value) { return Json(value); }, attr));
  }
  return out;
}

Json Surveyed(const std::vector<MapSurvey>& surveys) {
  Json::Array out;
  for (const MapSurvey& survey : surveys) {
    out.emplace_back(Json::Object{
        {"acc_cm", survey.acc_cm},
        {"by", survey.by},
        {"lonlat", Json::Array{int64_t{survey.lonlat.lon}, int64_t{survey.lonlat.lat}}},
        {"on", survey.on}});
  }
  return out;
}

void AppendFeature(const MapFeature& feature, std::string& out) {
  AppendObject(MapMembers(feature), "geometry", out,
               [&] { AppendGeometry(feature.geometry, out); });
}

Json::Object HeadMembers(const MapDocument& document) {
  Json::Object provenance = {{"by", document.provenance.by},
                             {"source", document.provenance.source}};
  if (!document.provenance.note.empty()) provenance.emplace("note", document.provenance.note);
  Json::Object out = {
      {"format", std::string(kMapFormat)},
      {"map", document.map},
      {"provenance", std::move(provenance)},
      {"salt",
       EncodeHex({reinterpret_cast<const char*>(document.salt.data()), document.salt.size()})},
      {"title", Named(document.title)},
      {"version", static_cast<int64_t>(document.version)},
  };
  if (document.base) out.emplace("base", ToHex(*document.base));
  if (document.effective_s) out.emplace("effective", *document.effective_s);
  if (document.expiry_s) out.emplace("expiry", *document.expiry_s);
  if (document.reverts) out.emplace("reverts", static_cast<int64_t>(*document.reverts));
  return out;
}

}  // namespace

Json::Object MapMembers(const MapFeature& feature) {
  Json::Object out = {{"id", feature.id},
                      {"kind", std::string(MapFeatureKindName(feature.kind))},
                      {"names", Named(feature.names)}};
  const auto add = [&out](const char* key, bool is_present, auto&& make) {
    if (is_present) out.emplace(key, make());
  };
  const auto add_text = [&](const char* key, const std::string& text) {
    add(key, !text.empty(), [&] { return Json(text); });
  };
  add_text("note", feature.note);
  add_text("zone", feature.zone);
  add_text("side", feature.side);
  add_text("left", feature.left);
  add_text("right", feature.right);
  add_text("security_zone", feature.security_zone);
  add_text("by", feature.by);
  add("attrs", !feature.attrs.empty(), [&] { return Attrs(feature.attrs); });
  add("surveys", !feature.surveys.empty(), [&] { return Surveyed(feature.surveys); });
  add("est", !feature.est.empty(), [&] { return Listed(feature.est); });
  add("modes", !feature.modes.empty(), [&] { return Listed(feature.modes); });
  return out;
}

std::string PrintMapGeometry(const MapGeometry& geometry) {
  std::string out;
  AppendGeometry(geometry, out);
  return out;
}

std::string PrintMapFeature(const MapFeature& feature) {
  std::string out;
  AppendFeature(feature, out);
  return out;
}

std::string PrintMapDocument(const MapDocument& document) {
  std::string out;
  AppendObject(HeadMembers(document), "features", out,
               [&] { AppendList(document.features, out, AppendFeature); });
  return out;
}

}  // namespace liaison
