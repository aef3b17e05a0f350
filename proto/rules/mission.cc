#include <algorithm>
#include <initializer_list>
#include <limits>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/rules/directory.h"
#include "proto/text/canonical_json.h"

namespace liaison {
namespace {

absl::Status Bad(absl::string_view rule, absl::string_view member, absl::string_view why) {
  return MakeError(
      absl::StatusCode::kInvalidArgument, absl::StrCat("mission, ", member, ": ", why),
      {.reason = std::string(rule), .subject = absl::StrCat(member, " ", why), .field = "mission"});
}

// Every member of `json` is listed, every listed one that does not end in '?' is there.
absl::Status CheckMembers(const Json& json, absl::string_view what,
                          std::initializer_list<absl::string_view> members) {
  const Json::Object* object = json.object();
  if (object == nullptr) return Bad("TYPE", what, "must be an object");
  size_t known = 0;
  for (absl::string_view member : members) {
    const bool optional = member.back() == '?';
    if (optional) member.remove_suffix(1);
    const bool present = json.Find(member) != nullptr;
    if (!optional && !present) return Bad("MISSING", member, "is missing");
    if (present) ++known;
  }
  if (known != object->size()) return Bad("UNKNOWN_MEMBER", what, "has an unknown member");
  return absl::OkStatus();
}

absl::StatusOr<std::string> ReadText(const Json& json, absl::string_view member) {
  const Json* value = json.Find(member);
  if (value == nullptr || value->string() == nullptr || value->string()->empty()) {
    return Bad("TYPE", member, "must be a string that is not empty");
  }
  return *value->string();
}

absl::StatusOr<uint32_t> ReadNumber(const Json& json, absl::string_view member, uint32_t fallback) {
  const Json* value = json.Find(member);
  if (value == nullptr) return fallback;
  const int64_t* number = value->integer();
  if (number == nullptr || *number < 0 || *number > std::numeric_limits<uint32_t>::max()) {
    return Bad("TYPE", member, "must be a number from 0");
  }
  return static_cast<uint32_t>(*number);
}

// An array of names without repetition; absent is empty.
absl::StatusOr<std::vector<std::string>> ReadNames(const Json& json, absl::string_view member) {
  std::vector<std::string> names;
  const Json* value = json.Find(member);
  if (value == nullptr) return names;
  if (value->array() == nullptr) return Bad("TYPE", member, "must be an array");
  for (const Json& item : *value->array()) {
    if (item.string() == nullptr || !IsName(*item.string())) {
      return Bad("NAME", member, "must hold names");
    }
    if (absl::c_linear_search(names, *item.string())) {
      return Bad("DUPLICATE", member, "holds a name twice");
    }
    names.push_back(*item.string());
  }
  return names;
}

bool IsGuarantor(const Party& party) { return party.kind == PartyKind::kGuarantor; }

absl::StatusOr<PartyKind> ParsePartyKind(absl::string_view text) {
  for (PartyKind kind : {PartyKind::kGuarantor, PartyKind::kConcerned, PartyKind::kObserver}) {
    if (text == PartyKindName(kind)) return kind;
  }
  return Bad("KIND", "kind", "must be guarantor, concerned or observer");
}

absl::StatusOr<Party> ReadParty(const Json& json) {
  RETURN_IF_ERROR(CheckMembers(json, "parties", {"office", "kind", "zones?", "kinds?"}));
  Party party;
  ASSIGN_OR_RETURN(party.office, ReadText(json, "office"));
  if (!IsOffice(party.office)) return Bad("NAME", "office", "is not an office's name");
  ASSIGN_OR_RETURN(const std::string kind, ReadText(json, "kind"));
  ASSIGN_OR_RETURN(party.kind, ParsePartyKind(kind));
  ASSIGN_OR_RETURN(party.zones, ReadNames(json, "zones"));
  ASSIGN_OR_RETURN(party.kinds, ReadNames(json, "kinds"));
  // An empty list would read as "none" and count as "all" (Party): refuse rather than widen.
  for (absl::string_view member : {"zones", "kinds"}) {
    const Json* list = json.Find(member);
    if (list != nullptr && list->array()->empty()) return Bad("EMPTY", member, "must not be empty");
  }
  return party;
}

absl::Status ReadParties(const Json& json, Mission& mission) {
  const Json* parties = json.Find("parties");
  if (parties->array() == nullptr || parties->array()->empty()) {
    return Bad("TYPE", "parties", "must be an array that is not empty");
  }
  for (const Json& item : *parties->array()) {
    ASSIGN_OR_RETURN(Party party, ReadParty(item));
    if (mission.FindParty(party.office) != nullptr) {
      return Bad("DUPLICATE", "parties", "names an office twice");
    }
    for (const std::string& zone : party.zones) {
      if (!mission.HasZone(zone))
        return Bad("ZONE", "parties", "limits a party to an unknown zone");
    }
    mission.parties.push_back(std::move(party));
  }
  return absl::OkStatus();
}

// Zones with who established each; returns those offices, which are checked once parties are known.
// As the published schema has it: notices and reports take no others.
constexpr size_t kMaxZones = 64;
bool IsZoneId(absl::string_view id) {
  constexpr size_t kMaxBytes = 32;
  return !id.empty() && id.size() <= kMaxBytes && id.front() != '-' &&
         absl::c_all_of(id, [](char c) {
           return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '-';
         });
}

absl::StatusOr<std::vector<std::string>> ReadZones(const Json& json, Mission& mission) {
  const Json* zones = json.Find("zones");
  if (zones->array() == nullptr) return Bad("TYPE", "zones", "must be an array");
  if (zones->array()->size() > kMaxZones) return Bad("LIMIT", "zones", "must be 64 at most");
  std::vector<std::string> founders;
  for (const Json& item : *zones->array()) {
    RETURN_IF_ERROR(CheckMembers(item, "zones", {"id", "established_by"}));
    ASSIGN_OR_RETURN(std::string id, ReadText(item, "id"));
    if (!IsZoneId(id)) return Bad("NAME", "zones", "has an id that is not a zone's");
    if (mission.HasZone(id)) return Bad("DUPLICATE", "zones", "has an id twice");
    ASSIGN_OR_RETURN(const std::vector<std::string> offices, ReadNames(item, "established_by"));
    founders.insert(founders.end(), offices.begin(), offices.end());
    mission.zones.push_back(std::move(id));
  }
  return founders;
}

absl::Status ReadGoals(const Json& json, Mission& mission) {
  const Json* goals = json.Find("precedence_goals");
  if (goals == nullptr) return absl::OkStatus();
  RETURN_IF_ERROR(
      CheckMembers(*goals, "precedence_goals", {"flash?", "immediate?", "priority?", "routine?"}));
  for (size_t i = 0; i < kPrecedences; ++i) {
    uint32_t& goal_s = mission.precedence_goals_s[i];
    ASSIGN_OR_RETURN(goal_s,
                     ReadNumber(*goals, PrecedenceName(static_cast<Precedence>(i)), goal_s));
  }
  return absl::OkStatus();
}

absl::Status ReadLadderDefaults(const Json& json, Mission& mission) {
  const Json* ladders = json.Find("ladder_defaults");
  if (ladders == nullptr) return absl::OkStatus();
  RETURN_IF_ERROR(
      CheckMembers(*ladders, "ladder_defaults", {"flash?", "immediate?", "priority?", "routine?"}));
  for (size_t i = 0; i < kPrecedences; ++i) {
    const absl::string_view name = PrecedenceName(static_cast<Precedence>(i));
    if (ladders->Find(name) == nullptr) continue;
    std::string& id = mission.ladder_defaults.at(i);
    ASSIGN_OR_RETURN(id, ReadText(*ladders, name));
    if (!IsPolicyId(id)) return Bad("POLICY", "ladder_defaults", "must hold ids of ladders");
  }
  return absl::OkStatus();
}

absl::Status ReadEscalation(const Json& json, Mission& mission) {
  RETURN_IF_ERROR(ReadLadderDefaults(json, mission));
  const auto guarantors = static_cast<uint32_t>(absl::c_count_if(mission.parties, IsGuarantor));
  const uint32_t majority = guarantors / 2 + 1;
  ASSIGN_OR_RETURN(mission.policy_threshold, ReadNumber(json, "policy_threshold", majority));
  if (mission.policy_threshold == 0 || mission.policy_threshold > std::max(guarantors, 1u)) {
    return Bad("RANGE", "policy_threshold", "must be from 1 to the number of guarantors");
  }
  const Json* tags = json.Find("tags");
  if (tags != nullptr && tags->boolean() == nullptr)
    return Bad("TYPE", "tags", "must be a boolean");
  mission.tags = tags == nullptr ? mission.operated_by == "neutral" : *tags->boolean();
  return absl::OkStatus();
}

absl::Status ReadRules(const Json& json, Mission& mission) {
  RETURN_IF_ERROR(ReadGoals(json, mission));
  ASSIGN_OR_RETURN(mission.flash_per_hour, ReadNumber(json, "flash_per_hour", 0));
  ASSIGN_OR_RETURN(mission.two_person, ReadNames(json, "two_person"));
  ASSIGN_OR_RETURN(mission.beacon_interval_s,
                   ReadNumber(json, "beacon_interval", mission.beacon_interval_s));
  if (mission.beacon_interval_s == 0) return Bad("RANGE", "beacon_interval", "must not be 0");
  if (json.Find("rapporteur") != nullptr) {
    ASSIGN_OR_RETURN(mission.rapporteur, ReadText(json, "rapporteur"));
    if (mission.FindParty(mission.rapporteur) == nullptr) {
      return Bad("OFFICE", "rapporteur", "is not a party");
    }
  }
  return ReadEscalation(json, mission);
}

}  // namespace

absl::string_view PartyKindName(PartyKind kind) {
  switch (kind) {
    case PartyKind::kGuarantor:
      return "guarantor";
    case PartyKind::kConcerned:
      return "concerned";
    case PartyKind::kObserver:
      return "observer";
  }
  return "";
}

const Party* Mission::FindParty(absl::string_view office) const {
  const auto found = absl::c_find_if(parties, [&](const Party& p) { return p.office == office; });
  return found == parties.end() ? nullptr : &*found;
}

bool Mission::HasZone(absl::string_view zone) const { return absl::c_linear_search(zones, zone); }

absl::StatusOr<Mission> ParseMission(absl::string_view json) {
  absl::StatusOr<Json> parsed = ParseCanonicalJson(json);
  if (!parsed.ok()) return Bad(ReasonOf(parsed.status()), "text", parsed.status().message());
  RETURN_IF_ERROR(CheckMembers(*parsed, "the whole",
                               {"name", "operator", "parties", "zones", "precedence_goals?",
                                "flash_per_hour?", "two_person?", "beacon_interval?", "rapporteur?",
                                "ladder_defaults?", "policy_threshold?", "tags?"}));
  Mission mission;
  ASSIGN_OR_RETURN(mission.name, ReadText(*parsed, "name"));
  ASSIGN_OR_RETURN(const std::vector<std::string> founders, ReadZones(*parsed, mission));
  RETURN_IF_ERROR(ReadParties(*parsed, mission));
  for (const std::string& office : founders) {
    if (mission.FindParty(office) == nullptr) {
      return Bad("OFFICE", "established_by", "names an office that is not a party");
    }
  }
  ASSIGN_OR_RETURN(mission.operated_by, ReadText(*parsed, "operator"));
  if (mission.operated_by != "neutral" && mission.FindParty(mission.operated_by) == nullptr) {
    return Bad("OFFICE", "operator", "must be a party or neutral");
  }
  RETURN_IF_ERROR(ReadRules(*parsed, mission));
  return mission;
}

absl::StatusOr<Mission> MissionOfCharter(absl::string_view charter_text) {
  const size_t blank = charter_text.find("\n\n");
  const absl::string_view first_line = charter_text.substr(0, charter_text.find('\n'));
  if (blank == absl::string_view::npos || !absl::EndsWith(first_line, "/charter/v1")) {
    return Malformed("text", "TYPE", "not the text of a charter");
  }
  absl::string_view json = charter_text.substr(blank + 2);
  absl::ConsumeSuffix(&json, "\n");
  return ParseMission(json);
}

bool Mission::NeedsTwoPersons(absl::string_view kind, Precedence precedence) const {
  return std::any_of(two_person.begin(), two_person.end(), [&](const std::string& named) {
    return named == kind || named == PrecedenceName(precedence);
  });
}

}  // namespace liaison
