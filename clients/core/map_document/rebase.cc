#include "clients/core/map_document/rebase.h"

#include <map>
#include <utility>

namespace liaison {
namespace {

std::string Printed(const MapFeature* feature) {
  return feature == nullptr ? "" : PrintMapFeature(*feature);
}

std::string PrintedMember(const MapFeature& feature, absl::string_view member) {
  if (member == "geometry") return PrintMapGeometry(feature.geometry);
  const Json::Object members = MapMembers(feature);
  const auto found = members.find(std::string(member));
  return found == members.end() ? "" : PrintCanonicalJson(found->second);
}

// One feature as the three have it; nullptr: not in that map.
struct Sides {
  const MapFeature* base = nullptr;
  const MapFeature* theirs = nullptr;
  const MapFeature* ours = nullptr;
};

class Merger {
 public:
  void Merge(const std::string& id, const Sides& sides) {
    const auto& [base, theirs, ours] = sides;
    if (base != nullptr && theirs != nullptr && ours != nullptr) return MergeMembers(sides);
    const MapFeature* const kept = theirs != nullptr ? theirs : ours;
    const bool is_same = theirs != nullptr && ours != nullptr && *theirs == *ours;
    if (base == nullptr && (theirs == nullptr || ours == nullptr || is_same)) return Keep(*kept);
    // Removed by one or both: clean where the other did not touch it.
    if (base != nullptr && (kept == nullptr || *kept == *base)) return;
    result_.conflicts.push_back(
        {.id = id, .base = Printed(base), .theirs = Printed(theirs), .ours = Printed(ours)});
  }
  Rebased Take() { return std::move(result_); }

 private:
  void Keep(const MapFeature& feature) { result_.features.push_back(feature); }

  void MergeMembers(const Sides& sides) {
    MapFeature merged = *sides.theirs;
    const auto merge = [&](absl::string_view member, auto field) {
      const auto& was = (*sides.base).*field;
      const auto& now = (*sides.ours).*field;
      auto& result = merged.*field;
      if (now == was || now == result) return;
      if (result == was) {
        result = now;
        return;
      }
      result_.conflicts.push_back({.id = merged.id,
                                   .member = std::string(member),
                                   .base = PrintedMember(*sides.base, member),
                                   .theirs = PrintedMember(*sides.theirs, member),
                                   .ours = PrintedMember(*sides.ours, member)});
    };
    merge("attrs", &MapFeature::attrs);
    merge("by", &MapFeature::by);
    merge("est", &MapFeature::est);
    merge("geometry", &MapFeature::geometry);
    merge("kind", &MapFeature::kind);
    merge("left", &MapFeature::left);
    merge("modes", &MapFeature::modes);
    merge("names", &MapFeature::names);
    merge("note", &MapFeature::note);
    merge("right", &MapFeature::right);
    merge("security_zone", &MapFeature::security_zone);
    merge("side", &MapFeature::side);
    merge("surveys", &MapFeature::surveys);
    merge("zone", &MapFeature::zone);
    Keep(merged);
  }

  Rebased result_;
};

}  // namespace

Rebased Rebase(const MapDocument& base, const MapDocument& theirs, const MapDocument& ours) {
  std::map<std::string, Sides> by_id;
  for (const MapFeature& feature : base.features) by_id[feature.id].base = &feature;
  for (const MapFeature& feature : theirs.features) by_id[feature.id].theirs = &feature;
  for (const MapFeature& feature : ours.features) by_id[feature.id].ours = &feature;
  Merger merger;
  for (const auto& [id, sides] : by_id) merger.Merge(id, sides);
  Rebased result = merger.Take();
  if (!result.conflicts.empty()) {
    result.features.clear();
    return result;
  }
  const bool has_title = ours.title != base.title && ours.title != theirs.title;
  result.empty = result.features == theirs.features && !has_title;
  return result;
}

}  // namespace liaison
