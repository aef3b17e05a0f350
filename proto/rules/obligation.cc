#include "proto/rules/obligation.h"

#include <algorithm>
#include <array>
#include <functional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/rules/json_reader.h"
#include "proto/rules/policy_values.h"

namespace liaison {
namespace {

constexpr size_t kMaxLineBytes = 400;
constexpr size_t kMaxTextBytes = 4000;
constexpr size_t kMaxVariants = 26;
constexpr size_t kMaxStatedZones = 16;
constexpr size_t kMaxWarnings = 16;
constexpr size_t kMaxOwing = 16;
constexpr int64_t kMaxUnits = 3660;
constexpr int64_t kMaxWarning_s = int64_t{366} * 24 * 3600;

// CRYPTO 1.1: what makes a text show otherwise than it reads. UTF-8 of U+061C, U+200B, U+200E,
// U+200F, U+202A..202E, U+2066..2069, U+FEFF. That it is normalized is checked where it is written.
constexpr std::array<absl::string_view, 14> kForbidden = {
    "\xD8\x9C",     "\xE2\x80\x8B", "\xE2\x80\x8E", "\xE2\x80\x8F", "\xE2\x80\xAA",
    "\xE2\x80\xAB", "\xE2\x80\xAC", "\xE2\x80\xAD", "\xE2\x80\xAE", "\xE2\x81\xA6",
    "\xE2\x81\xA7", "\xE2\x81\xA8", "\xE2\x81\xA9", "\xEF\xBB\xBF"};

// Text that people write, in one line or several. Canonical JSON holds no other control character.
void ReadHumanText(JsonReader& in, absl::string_view member, size_t max_bytes, bool lines,
                   std::string& out) {
  in.Text(member, out);
  in.Check(out.size() <= max_bytes, "SIZE", member,
           absl::StrCat("more than ", max_bytes, " bytes"));
  const bool is_steering = std::any_of(kForbidden.begin(), kForbidden.end(), [&](auto character) {
    return absl::StrContains(out, character);
  });
  in.Check(!is_steering && !absl::StrContains(out, '\x7F'), "CONTROL", member,
           "holds a character that changes how text is shown");
  in.Check(lines || !absl::StrContains(out, '\n'), "CONTROL", member, "must be one line");
}

absl::StatusOr<std::variant<Period, absl::CivilDay>> ReadDue(const Json& json,
                                                             const std::string& path) {
  JsonReader in("rules", json, path);
  if (in.Has("by")) {
    absl::CivilDay day;
    in.Value("by", day, ParseCivil<absl::CivilDay>);
    return in.Finish<std::variant<Period, absl::CivilDay>>(day);
  }
  Period period;
  int64_t count = 0;
  in.Number("count", 1, kMaxUnits, count);
  period.count = static_cast<uint32_t>(count);
  size_t unit = 0;
  in.Choice("unit", {"day", "week", "month"}, unit);
  period.unit = static_cast<Period::Unit>(unit);
  return in.Finish<std::variant<Period, absl::CivilDay>>(period);
}

absl::StatusOr<ObligationVariant> ReadVariant(const Json& json, const std::string& path) {
  ObligationVariant variant;
  JsonReader in("rules", json, path);
  in.Value("id", variant.id, ParsePolicyId);
  ReadHumanText(in, "source", kMaxLineBytes, /*lines=*/false, variant.source);
  ReadHumanText(in, "text", kMaxTextBytes, /*lines=*/true, variant.text);
  in.Object("due", [&](const Json& object, const std::string& at) -> absl::Status {
    ASSIGN_OR_RETURN(variant.due, ReadDue(object, at));
    return absl::OkStatus();
  });
  return in.Finish(std::move(variant));
}

const ObligationVariant* FindVariant(const Obligation& obligation, absl::string_view id) {
  const auto found =
      std::find_if(obligation.variants.begin(), obligation.variants.end(),
                   [&](const ObligationVariant& variant) { return variant.id == id; });
  return found == obligation.variants.end() ? nullptr : &*found;
}

void ReadVariants(JsonReader& in, Obligation& obligation) {
  in.Items("variants", 1, kMaxVariants,
           [&](const Json& item, const std::string& path) -> absl::Status {
             ASSIGN_OR_RETURN(ObligationVariant variant, ReadVariant(item, path));
             if (FindVariant(obligation, variant.id) != nullptr) {
               return Malformed("", "DUPLICATE", "another variant has this id");
             }
             obligation.variants.push_back(std::move(variant));
             return absl::OkStatus();
           });
  if (!in.Has("governing")) return;
  in.Value("governing", obligation.governing, ParsePolicyId);
  in.Check(!in.ok() || FindVariant(obligation, obligation.governing) != nullptr, "VARIANT",
           "governing", "is the id of no variant");
}

// A later month has no such day: its last one.
absl::CivilDay AddMonths(absl::CivilDay day, uint32_t months) {
  const absl::CivilMonth month = absl::CivilMonth(day) + months;
  return std::min(absl::CivilDay(month) + (day.day() - 1), absl::CivilDay(month + 1) - 1);
}

absl::CivilDay LastDay(const ObligationVariant& variant, absl::CivilDay signed_on) {
  if (const auto* by = std::get_if<absl::CivilDay>(&variant.due)) return *by;
  const auto& period = std::get<Period>(variant.due);
  switch (period.unit) {
    case Period::Unit::kDay:
      return signed_on + period.count;
    case Period::Unit::kWeek:
      return signed_on + int64_t{period.count} * 7;
    case Period::Unit::kMonth:
      return AddMonths(signed_on, period.count);
  }
  return signed_on;
}

bool IsOwing(const LadderTarget& target) {
  return target.group == LadderTarget::Group::kGuarantors ||
         target.group == LadderTarget::Group::kMailbox;
}

}  // namespace

absl::StatusOr<Obligation> ParseObligation(absl::string_view rules) {
  ASSIGN_OR_RETURN(const Json json, ParseJsonTail("rules", rules));
  Obligation obligation;
  JsonReader in("rules", json, "");
  ReadHumanText(in, "instrument", kMaxLineBytes, /*lines=*/false, obligation.instrument);
  ReadHumanText(in, "clause", kMaxLineBytes, /*lines=*/false, obligation.clause);
  ReadHumanText(in, "title", kMaxLineBytes, /*lines=*/false, obligation.title);
  in.Value("signed_on", obligation.signed_on, ParseCivil<absl::CivilDay>);
  in.Values("zones", 1, kMaxStatedZones, obligation.zones, ParseZoneName);
  ReadVariants(in, obligation);
  in.Numbers("warn_before_s", 0, kMaxWarnings, 1, kMaxWarning_s, obligation.warn_before_s);
  in.Check(std::adjacent_find(obligation.warn_before_s.begin(), obligation.warn_before_s.end(),
                              std::less_equal<>()) == obligation.warn_before_s.end(),
           "ORDER", "warn_before_s", "the earliest warning, the greatest number, comes first");
  in.Values("owed_by", 1, kMaxOwing, obligation.owed_by, ParseLadderTarget);
  in.Check(std::all_of(obligation.owed_by.begin(), obligation.owed_by.end(), IsOwing), "TARGET",
           "owed_by", "only guarantors/<role> and mailboxes owe: there is no notice");
  ReadIncidentLadder(in, obligation.precedence, obligation.ladder);
  return in.Finish(std::move(obligation));
}

int64_t Expiry_ms(const ObligationVariant& variant, absl::CivilDay signed_on,
                  const ZoneRules& zone) {
  return zone.FirstInstant_s(absl::CivilSecond(LastDay(variant, signed_on) + 1)) * 1000;
}

absl::StatusOr<ObligationDates> DatesOf(const Obligation& obligation, const TimeZones& zones) {
  std::vector<int64_t> expiries_ms;
  for (const std::string& name : obligation.zones) {
    const ZoneRules* zone = zones.Find(name);
    if (zone == nullptr) {
      return MakeError(absl::StatusCode::kNotFound,
                       absl::StrCat("the log has no rules of the time zone ", name),
                       {.reason = "ZONE", .subject = name, .field = "zones"});
    }
    for (const ObligationVariant& variant : obligation.variants) {
      if (!obligation.governing.empty() && variant.id != obligation.governing) continue;
      expiries_ms.push_back(Expiry_ms(variant, obligation.signed_on, *zone));
    }
  }
  const auto [first, last] = std::minmax_element(expiries_ms.begin(), expiries_ms.end());
  ObligationDates dates{.warnings_ms = {}, .breach_ms = *last};
  for (const int64_t before_s : obligation.warn_before_s) {
    dates.warnings_ms.push_back(*first - before_s * 1000);
  }
  return dates;
}

}  // namespace liaison
