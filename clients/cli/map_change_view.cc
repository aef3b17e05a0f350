#include "clients/cli/map_change_view.h"

#include <array>
#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"

namespace liaison {
namespace {

constexpr int kKm2Digits = 4;
constexpr int kMetreDigits = 1;
constexpr double kE7 = 1e7;

std::string Km2(double value) { return Decimal(value, kKm2Digits); }
std::string Metres(double value) { return Decimal(value, kMetreDigits); }

// "the east" of 90 degrees.
std::string DirectionText(const Context& context, double bearing) {
  static constexpr std::array<const char*, 8> kNames = {"n", "ne", "e", "se", "s", "sw", "w", "nw"};
  constexpr double kSector = 45;
  const auto sector = static_cast<size_t>(std::lround(bearing / kSector)) % kNames.size();
  return context.output.Say(absl::StrCat("map.direction.", kNames.at(sector)));
}

std::string PlaceText(const MapPoint& at) {
  return absl::StrFormat("%.4f E %.4f N", at.lon / kE7, at.lat / kE7);
}

std::string FindingSentence(const Context& context, const MapFinding& finding) {
  const std::string key = absl::StrCat("map.finding.", finding.code);
  if (!context.phrases.HasMessage(key)) {
    return absl::StrJoin({finding.other, finding.value}, " ");
  }
  return context.output.Say(key, {finding.other, finding.value});
}

struct Areas {
  double gained_km2 = 0;
  double lost_km2 = 0;
};
Areas AreasOf(const MapDifference& difference) {
  Areas areas;
  for (const MapReshaped& one : difference.reshaped) {
    areas.gained_km2 += one.gained_km2;
    areas.lost_km2 += one.lost_km2;
  }
  return areas;
}

}  // namespace

std::string Decimal(double value, int digits) { return absl::StrFormat("%.*f", digits, value); }

Json::Array TextsJson(const std::vector<std::string>& texts) {
  return Json::Array(texts.begin(), texts.end());
}

Json DecimalJson(double value, int digits) { return Decimal(value, digits); }

void ShowFindings(Context& context, const std::vector<MapFinding>& findings) {
  Output& output = context.output;
  for (const MapFinding& finding : findings) {
    std::vector<std::string> parts = {
        output.Say(finding.error ? "map.finding.error" : "map.finding.warning", {finding.code})};
    if (!finding.feature.empty()) parts.push_back(output.Say("map.finding.in", {finding.feature}));
    if (finding.line > 0) {
      parts.push_back(output.Say("map.finding.line", {static_cast<int64_t>(finding.line)}));
    }
    if (finding.at.has_value()) parts.push_back(PlaceText(*finding.at));
    if (const std::string sentence = FindingSentence(context, finding); sentence != " ") {
      parts.push_back(sentence);
    }
    output.Line(absl::StrJoin(parts, "  "), finding.error ? Colour::kRed : Colour::kYellow);
  }
}

Json::Array FindingsJson(Context& context, const std::vector<MapFinding>& findings) {
  Json::Array list;
  for (const MapFinding& finding : findings) {
    Json::Object one{{"code", finding.code},
                     {"severity", finding.error ? "error" : "warning"},
                     {"feature", finding.feature},
                     {"text", FindingSentence(context, finding)}};
    if (finding.line > 0) one["line"] = static_cast<int64_t>(finding.line);
    if (finding.at.has_value()) {
      one["lon_e7"] = int64_t{finding.at->lon};
      one["lat_e7"] = int64_t{finding.at->lat};
    }
    if (!finding.other.empty()) one["other"] = finding.other;
    if (!finding.value.empty()) one["value"] = finding.value;
    list.emplace_back(std::move(one));
  }
  return list;
}

std::string DifferenceSummary(const Context& context, const MapDifference& difference) {
  const Output& output = context.output;
  if (difference.Empty()) return output.Say("map.diff.none");
  std::vector<std::string> parts;
  const auto count = [&](const char* key, size_t number) {
    if (number > 0) parts.push_back(output.Say(key, {static_cast<int64_t>(number)}));
  };
  count("map.diff.count_added", difference.added.size());
  count("map.diff.count_removed", difference.removed.size());
  count("map.diff.count_moved", difference.moved.size());
  count("map.diff.count_renamed", difference.renamed.size());
  count("map.diff.count_changed", difference.changed.size());
  count("map.diff.count_reshaped", difference.reshaped.size());
  std::string summary = absl::StrJoin(parts, ", ");
  if (const Areas areas = AreasOf(difference); !difference.reshaped.empty()) {
    absl::StrAppend(&summary, " ",
                    output.Say("map.diff.areas", {Km2(areas.gained_km2), Km2(areas.lost_km2)}));
  }
  return summary;
}

void ShowDifference(Context& context, const MapDifference& difference) {
  Output& output = context.output;
  if (difference.Empty()) output.Line(output.Say("map.diff.none"));
  for (const std::string& id : difference.added) output.Line(output.Say("map.diff.added", {id}));
  for (const std::string& id : difference.removed) {
    output.Line(output.Say("map.diff.removed", {id}));
  }
  for (const MapMoved& moved : difference.moved) {
    output.Line(output.Say("map.diff.moved",
                           {moved.id, Metres(moved.meters),
                            MessageArg::Composed(DirectionText(context, moved.bearing))}));
  }
  for (const MapRenamed& renamed : difference.renamed) {
    output.Line(
        output.Say("map.diff.renamed", {renamed.id, renamed.lang, renamed.was, renamed.now}));
  }
  for (const MapChanged& changed : difference.changed) {
    output.Line(
        output.Say("map.diff.changed", {changed.id, changed.member, changed.was, changed.now}));
  }
  for (const MapReshaped& reshaped : difference.reshaped) {
    output.Line(output.Say("map.diff.reshaped", {reshaped.id, Km2(reshaped.gained_km2),
                                                 Km2(reshaped.lost_km2), Metres(reshaped.max_m)}));
  }
  for (const auto& [was, now] : difference.reidentified) {
    output.Line(output.Say("map.diff.reidentified", {was, now}), Colour::kYellow);
  }
}

Json::Object DifferenceJson(const MapDifference& difference) {
  Json::Array renamed;
  for (const MapRenamed& one : difference.renamed) {
    renamed.emplace_back(
        Json::Object{{"id", one.id}, {"lang", one.lang}, {"old", one.was}, {"new", one.now}});
  }
  Json::Array changed;
  for (const MapChanged& one : difference.changed) {
    changed.emplace_back(
        Json::Object{{"id", one.id}, {"member", one.member}, {"old", one.was}, {"new", one.now}});
  }
  Json::Array moved;
  for (const MapMoved& one : difference.moved) {
    moved.emplace_back(Json::Object{{"id", one.id},
                                    {"m", DecimalJson(one.meters, kMetreDigits)},
                                    {"bearing", DecimalJson(one.bearing, kMetreDigits)}});
  }
  Json::Array reshaped;
  for (const MapReshaped& one : difference.reshaped) {
    reshaped.emplace_back(Json::Object{{"id", one.id},
                                       {"gained_km2", DecimalJson(one.gained_km2, kKm2Digits)},
                                       {"lost_km2", DecimalJson(one.lost_km2, kKm2Digits)},
                                       {"max_m", DecimalJson(one.max_m, kMetreDigits)}});
  }
  Json::Array hints;
  for (const auto& [was, now] : difference.reidentified) {
    hints.emplace_back(Json::Object{{"hint", "reidentified"}, {"old", was}, {"new", now}});
  }
  return {{"added", TextsJson(difference.added)},
          {"removed", TextsJson(difference.removed)},
          {"renamed", std::move(renamed)},
          {"changed", std::move(changed)},
          {"moved", std::move(moved)},
          {"reshaped", std::move(reshaped)},
          {"hints", std::move(hints)}};
}

void ShowConflicts(Context& context, const std::vector<MapConflict>& conflicts) {
  Output& output = context.output;
  for (const MapConflict& conflict : conflicts) {
    const std::string what = conflict.member.empty() ? "feature" : conflict.member;
    output.Line(output.Say("map.conflict", {conflict.id, what}), Colour::kRed);
    output.Line(absl::StrCat("  ", output.Say("map.conflict.base", {conflict.base})));
    output.Line(absl::StrCat("  ", output.Say("map.conflict.theirs", {conflict.theirs})));
    output.Line(absl::StrCat("  ", output.Say("map.conflict.ours", {conflict.ours})));
  }
}

Json::Array ConflictsJson(const std::vector<MapConflict>& conflicts) {
  Json::Array list;
  for (const MapConflict& conflict : conflicts) {
    list.emplace_back(Json::Object{{"id", conflict.id},
                                   {"member", conflict.member},
                                   {"base", conflict.base},
                                   {"theirs", conflict.theirs},
                                   {"ours", conflict.ours}});
  }
  return list;
}

}  // namespace liaison
