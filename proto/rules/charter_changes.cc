#include "proto/rules/charter_changes.h"

#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/base/status_macros.h"
#include "proto/text/canonical_json.h"

namespace liaison {
namespace {

using Values = std::map<std::string, std::string>;  // subject -> as the charter says it

class Comparison {
 public:
  void Compare(const std::string& what, const Values& before, const Values& after) {
    Values all = before;
    all.insert(after.begin(), after.end());
    for (const auto& [subject, unused] : all) {
      Add(what, subject, ValueOr(before, subject), ValueOr(after, subject));
    }
  }
  void Add(const std::string& what, const std::string& subject, const std::string& before,
           const std::string& after) {
    if (before != after) changes_.push_back({what, subject, before, after});
  }
  std::vector<CharterChange> Take() { return std::move(changes_); }

 private:
  static std::string ValueOr(const Values& values, const std::string& subject) {
    const auto found = values.find(subject);
    return found == values.end() ? "" : found->second;
  }
  std::vector<CharterChange> changes_;
};

Values RootsOf(const Charter& charter) {
  Values roots;
  for (const OfficeRoot& line : charter.offices) roots[line.office] = PrintVKey(line.root);
  return roots;
}

void CompareRoots(const Charter& before, const Charter& after, Comparison& comparison) {
  const Values old_roots = RootsOf(before);
  const Values new_roots = RootsOf(after);
  for (const auto& [office, root] : new_roots) {
    if (!old_roots.contains(office)) comparison.Add("office_joins", office, "", root);
  }
  for (const auto& [office, root] : old_roots) {
    if (!new_roots.contains(office)) comparison.Add("office_leaves", office, root, "");
  }
  for (const auto& [office, root] : new_roots) {
    const auto old_root = old_roots.find(office);
    if (old_root != old_roots.end()) {
      comparison.Add("root_replaced", office, old_root->second, root);
    }
  }
}

Values ListOf(const Json& mission, absl::string_view member, absl::string_view id) {
  Values values;
  const Json* list = mission.Find(member);
  if (list == nullptr || list->array() == nullptr) return values;
  for (const Json& item : *list->array()) values[item.StringOr(id, "")] = PrintCanonicalJson(item);
  return values;
}

Values RulesOf(const Json& mission) {
  Values rules;
  for (const auto& [member, value] : *mission.object()) {
    if (member != "parties" && member != "zones") rules[member] = PrintCanonicalJson(value);
  }
  return rules;
}

absl::StatusOr<Json> MissionOf(const Charter& charter) {
  ASSIGN_OR_RETURN(Json mission, ParseCanonicalJson(charter.mission));
  if (mission.object() == nullptr) return Json(Json::Object());
  return mission;
}

Values PinsOf(const Charter& charter) {
  Values pins;
  for (const Hash& pin : charter.tls) pins[ToBase64(pin)] = ToBase64(pin);
  return pins;
}

}  // namespace

absl::StatusOr<std::vector<CharterChange>> ChangesBetween(const Charter& before,
                                                          const Charter& after) {
  ASSIGN_OR_RETURN(const Json old_mission, MissionOf(before));
  ASSIGN_OR_RETURN(const Json new_mission, MissionOf(after));
  Comparison comparison;
  CompareRoots(before, after, comparison);
  comparison.Compare("party", ListOf(old_mission, "parties", "office"),
                     ListOf(new_mission, "parties", "office"));
  comparison.Compare("zone", ListOf(old_mission, "zones", "id"),
                     ListOf(new_mission, "zones", "id"));
  comparison.Compare("rule", RulesOf(old_mission), RulesOf(new_mission));
  comparison.Add("amend", "", absl::StrCat(before.amend), absl::StrCat(after.amend));
  comparison.Add("quorum", "", absl::StrCat(before.quorum), absl::StrCat(after.quorum));
  comparison.Compare("tls_pin", PinsOf(before), PinsOf(after));
  comparison.Add("log_key", "", PrintVKey(before.log), PrintVKey(after.log));
  comparison.Add("hub_key", "", PrintVKey(before.hub), PrintVKey(after.hub));
  return comparison.Take();
}

}  // namespace liaison
