#include "clients/core/map_document/feature_members.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <system_error>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "proto/base/error.h"
#include "proto/text/canonical_json.h"
#include "proto/text/names.h"

namespace liaison {
namespace {

constexpr size_t kMaxIdBytes = 63;
constexpr size_t kMaxNameTextBytes = 200;
constexpr size_t kMaxAttrs = 32;
constexpr size_t kMaxAttrKeyBytes = 32;
constexpr size_t kMaxListed = 256;  // parties of a zone, surveys of a feature
constexpr std::array<absl::string_view, 5> kLanguageCodes = {"en", "ru", "tr", "fa", "ar"};
constexpr std::array<absl::string_view, 3> kModes = {"people", "goods", "aid"};
constexpr std::array<absl::string_view, 3> kSides = {"outside", "inside", "both"};

template <typename List>
bool Has(const List& list, absl::string_view item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

// [a-z] and then the same, digits and `joiner`.
bool IsIdentifier(absl::string_view text, char joiner, size_t max_bytes) {
  if (text.empty() || text.size() > max_bytes || !absl::ascii_islower(text[0])) return false;
  return std::all_of(text.begin(), text.end(), [joiner](char c) {
    return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == joiner;
  });
}

// "2017-05-22"; whether the month has such a day is not our business.
bool IsDate(absl::string_view text) {
  constexpr absl::string_view kForm = "dddd-dd-dd";
  if (text.size() != kForm.size()) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (kForm[i] == 'd' ? !absl::ascii_isdigit(text[i]) : text[i] != kForm[i]) return false;
  }
  return true;
}

std::optional<int64_t> Integer(absl::string_view text) {
  int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (value > kMaxJsonInteger || value < -kMaxJsonInteger) return std::nullopt;
  return value;
}

// A list without items is one that should not be there.
template <typename T, typename ReadItem>
std::vector<T> ReadList(JsonStream& in, absl::string_view member, const MapFaults& faults,
                        const ReadItem& read_item) {
  std::vector<T> list;
  if (in.Next() != JsonKind::kArray) {
    faults("BAD_MEMBER", member, "");
    in.Skip();
    return list;
  }
  in.Array([&] {
    if (list.size() == kMaxListed) return in.Fail("TOO_BIG", "a list too long");
    list.push_back(read_item());
  });
  if (list.empty()) faults("BAD_MEMBER", member, "");
  return list;
}

// Parties or modes; each only once.
std::vector<std::string> ReadWords(JsonStream& in, absl::string_view member,
                                   const MapFaults& faults) {
  auto words =
      ReadList<std::string>(in, member, faults, [&] { return ReadWord(in, member, faults); });
  for (size_t i = 0; i < words.size(); ++i) {
    const bool is_good = member == "modes" ? Has(kModes, words[i]) : IsOffice(words[i]);
    const bool is_first = std::find(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(i),
                                    words[i]) == words.begin() + static_cast<std::ptrdiff_t>(i);
    if (!is_good || !is_first) faults("BAD_MEMBER", member, words[i]);
  }
  return words;
}

std::map<std::string, MapAttr> ReadAttrs(JsonStream& in, const MapFaults& faults) {
  std::map<std::string, MapAttr> attrs;
  if (in.Next() != JsonKind::kObject) {
    faults("BAD_MEMBER", "attrs", "");
    in.Skip();
    return attrs;
  }
  in.Object([&](absl::string_view key) {
    if (!IsIdentifier(key, '_', kMaxAttrKeyBytes)) faults("BAD_MEMBER", "attrs", key);
    MapAttr& attr = attrs[std::string(key)];
    if (in.Next() == JsonKind::kBool) {
      attr = in.Bool();
    } else if (in.Next() == JsonKind::kNumber) {
      attr = ReadInteger(in, key, -kMaxJsonInteger, faults);
    } else {
      // May be empty: an attribute without a value says something too.
      const std::string text = ReadWord(in, key, faults);
      const absl::StatusOr<std::string> normal = NormalizeHumanText(key, text, Lines::kMany);
      if (!normal.ok()) faults("BAD_TEXT", key, "");
      attr = normal.value_or("");
    }
  });
  if (attrs.empty() || attrs.size() > kMaxAttrs) faults("BAD_MEMBER", "attrs", "");
  return attrs;
}

MapSurvey ReadSurvey(JsonStream& in, MapUnits units, const MapFaults& faults) {
  MapSurvey survey;
  std::optional<MapPoint> point;
  if (in.Next() != JsonKind::kObject) {
    in.Skip();
    faults("BAD_MEMBER", "surveys", "");
    return survey;
  }
  in.Object([&](absl::string_view key) {
    if (key == "by") {
      survey.by = ReadWord(in, key, faults);
    } else if (key == "on") {
      survey.on = ReadWord(in, key, faults);
    } else if (key == "acc_cm") {
      survey.acc_cm = ReadInteger(in, key, 0, faults);
    } else if (key == "lonlat") {
      point = ReadMapPoint(in, units);
    } else {
      faults("BAD_MEMBER", "surveys", key);
      in.Skip();
    }
  });
  if (!IsOffice(survey.by)) faults("BAD_MEMBER", "surveys", survey.by);
  if (!IsDate(survey.on)) faults("BAD_MEMBER", "surveys", survey.on);
  if (!point) faults("BAD_COORDINATE", "surveys", "");
  survey.lonlat = point.value_or(MapPoint{});
  return survey;
}

// Members with one word or text, and where they are kept.
std::string* WordMember(absl::string_view key, MapFeature& feature) {
  if (key == "zone") return &feature.zone;
  if (key == "security_zone") return &feature.security_zone;
  if (key == "side") return &feature.side;
  if (key == "by") return &feature.by;
  return nullptr;
}
std::string* TextMember(absl::string_view key, MapFeature& feature) {
  if (key == "note") return &feature.note;
  if (key == "left") return &feature.left;
  if (key == "right") return &feature.right;
  return nullptr;
}

// Which of the members that not all kinds have a kind must have, and which it may have.
struct KindRule {
  MapFeatureKind kind;
  std::vector<absl::string_view> required;
  std::vector<absl::string_view> optional;
};
const KindRule& RuleOf(MapFeatureKind kind) {
  static const auto* const kRules = new std::array<KindRule, 5>{{
      {MapFeatureKind::kZone, {}, {"est"}},
      {MapFeatureKind::kSecurityZone, {"zone", "side"}, {}},
      {MapFeatureKind::kLine, {"left", "right"}, {"zone"}},
      {MapFeatureKind::kCheckpoint, {"zone", "security_zone", "modes"}, {"by"}},
      {MapFeatureKind::kObservationPost, {"zone", "security_zone"}, {"by"}},
  }};
  return (*kRules)[static_cast<size_t>(kind)];
}

void CheckKindMembers(const MapFeature& feature, const MapFaults& faults) {
  const std::array<std::pair<absl::string_view, bool>, 8> present = {{
      {"est", !feature.est.empty()},
      {"zone", !feature.zone.empty()},
      {"side", !feature.side.empty()},
      {"left", !feature.left.empty()},
      {"right", !feature.right.empty()},
      {"security_zone", !feature.security_zone.empty()},
      {"modes", !feature.modes.empty()},
      {"by", !feature.by.empty()},
  }};
  const KindRule& rule = RuleOf(feature.kind);
  for (const auto& [member, is_present] : present) {
    const bool is_required = Has(rule.required, member);
    if (is_required && !is_present) faults("MISSING_MEMBER", member, "");
    if (is_present && !is_required && !Has(rule.optional, member)) {
      faults("BAD_MEMBER", member, MapFeatureKindName(feature.kind));
    }
  }
}

}  // namespace

bool IsMapId(absl::string_view text) { return IsIdentifier(text, '-', kMaxIdBytes); }

std::string ReadWord(JsonStream& in, absl::string_view member, const MapFaults& faults) {
  if (in.Next() == JsonKind::kString) return in.String();
  faults("BAD_MEMBER", member, "");
  in.Skip();
  return "";
}

std::string ReadText(JsonStream& in, absl::string_view member, Lines lines,
                     const MapFaults& faults) {
  const std::string text = ReadWord(in, member, faults);
  const absl::StatusOr<std::string> normal = NormalizeHumanText(member, text, lines);
  if (!normal.ok()) faults("BAD_TEXT", member, "");
  if (normal.ok() && normal->empty()) faults("BAD_MEMBER", member, "");
  return normal.value_or("");
}

int64_t ReadInteger(JsonStream& in, absl::string_view member, int64_t least,
                    const MapFaults& faults) {
  if (in.Next() != JsonKind::kNumber) {
    faults("BAD_MEMBER", member, "");
    in.Skip();
    return least;
  }
  const std::string text(in.Number());
  const std::optional<int64_t> value = Integer(text);
  if (!value || *value < least) faults("BAD_MEMBER", member, text);
  return std::max(value.value_or(least), least);
}

std::string ReadName(JsonStream& in, absl::string_view member, const MapFaults& faults) {
  std::string text = ReadText(in, member, Lines::kOne, faults);
  if (text.size() > kMaxNameTextBytes) faults("BAD_TEXT", member, "");
  return text;
}

MapNames ReadNames(JsonStream& in, absl::string_view member, const MapFaults& faults) {
  MapNames names;
  if (in.Next() != JsonKind::kObject) {
    faults("BAD_MEMBER", member, "");
    in.Skip();
    return names;
  }
  in.Object([&](absl::string_view key) {
    if (!Has(kLanguageCodes, key)) {
      faults("BAD_MEMBER", member, key);
      return in.Skip();
    }
    names[std::string(key)] = ReadName(in, member, faults);
  });
  return names;
}

bool ReadFeatureMember(JsonStream& in, absl::string_view key, MapUnits units, FeatureDraft& draft,
                       const MapFaults& faults) {
  MapFeature& feature = draft.feature;
  if (std::string* word = WordMember(key, feature)) {
    *word = ReadWord(in, key, faults);
    if (word->empty()) faults("BAD_MEMBER", key, "");
  } else if (std::string* text = TextMember(key, feature)) {
    *text = ReadText(in, key, key == "note" ? Lines::kMany : Lines::kOne, faults);
  } else if (key == "kind") {
    const std::string name = ReadWord(in, key, faults);
    draft.kind = MapFeatureKindOf(name);
    if (!draft.kind) faults("BAD_MEMBER", key, name);
  } else if (key == "names") {
    feature.names = ReadNames(in, key, faults);
  } else if (key == "attrs") {
    feature.attrs = ReadAttrs(in, faults);
  } else if (key == "surveys") {
    feature.surveys =
        ReadList<MapSurvey>(in, key, faults, [&] { return ReadSurvey(in, units, faults); });
  } else if (key == "est") {
    feature.est = ReadWords(in, key, faults);
  } else if (key == "modes") {
    feature.modes = ReadWords(in, key, faults);
  } else {
    return false;
  }
  return true;
}

void CheckMembers(const MapFeature& feature, const MapFaults& faults) {
  if (feature.names.empty()) faults("MISSING_NAME", "names", "");
  CheckKindMembers(feature, faults);
  const auto check_id = [&](absl::string_view member, const std::string& id) {
    if (!id.empty() && !IsMapId(id)) faults("BAD_ID", member, id);
  };
  check_id("zone", feature.zone);
  check_id("security_zone", feature.security_zone);
  if (!feature.by.empty() && !IsOffice(feature.by)) faults("BAD_MEMBER", "by", feature.by);
  if (!feature.side.empty() && !Has(kSides, feature.side)) {
    faults("BAD_MEMBER", "side", feature.side);
  }
}

bool FitsKind(const MapGeometry& geometry, MapFeatureKind kind) {
  switch (kind) {
    case MapFeatureKind::kZone:
    case MapFeatureKind::kSecurityZone:
      return std::holds_alternative<MapMultiPolygon>(geometry);
    case MapFeatureKind::kLine:
      return std::holds_alternative<MapLine>(geometry);
    case MapFeatureKind::kCheckpoint:
    case MapFeatureKind::kObservationPost:
      return std::holds_alternative<MapPoint>(geometry);
  }
  return false;
}

}  // namespace liaison
