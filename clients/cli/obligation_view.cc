#include "clients/cli/obligation_view.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "clients/core/incoming/alert_words.h"
#include "clients/core/language/human_text.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

constexpr std::array<absl::string_view, 5> kStateCodes = {"OBLIGATION_DUE", "BREACHED", "MET",
                                                          "LATE_MET", "WAIVED"};

bool IsOver(absl::string_view state) {
  return state == "breached" || state == "met" || state == "late_met" || state == "waived";
}

bool Tells(const Alert& alert, const PolicyRef& obligation) {
  return TextParam(alert, "obligation") == obligation.id &&
         NumberParam(alert, "version") == static_cast<int64_t>(obligation.version);
}

struct VariantDate {
  const ObligationVariant* variant = nullptr;
  std::string zone;
  int64_t expiry_ms = 0;
};
// Zones of which the hub has logged no rules are left out.
std::vector<VariantDate> DatesOfVariants(const Obligation& obligation, const TimeZones& zones) {
  std::vector<VariantDate> dates;
  for (const ObligationVariant& variant : obligation.variants) {
    for (const std::string& name : obligation.zones) {
      const ZoneRules* zone = zones.Find(name);
      if (zone == nullptr) continue;
      dates.push_back({.variant = &variant,
                       .zone = name,
                       .expiry_ms = Expiry_ms(variant, obligation.signed_on, *zone)});
    }
  }
  return dates;
}

}  // namespace

absl::StatusOr<std::string> ObligationState(Desk& desk, const PolicyRef& obligation) {
  ASSIGN_OR_RETURN(const std::vector<ArchivedAlert> alerts,
                   desk.archive().Alerts(desk.config().ns, std::nullopt));
  for (const ArchivedAlert& archived : alerts) {  // newest first
    const Alert& alert = archived.alert;
    const bool is_state =
        std::find(kStateCodes.begin(), kStateCodes.end(), alert.code) != kStateCodes.end();
    if (!is_state || !Tells(alert, obligation)) continue;
    return alert.code == "OBLIGATION_DUE" ? std::string("due") : absl::AsciiStrToLower(alert.code);
  }
  return std::string("open");
}

absl::Status ShowObligationDates(Context& context, Desk& desk, const PolicyNote& policy) {
  Output& output = context.output;
  ASSIGN_OR_RETURN(const Obligation obligation, ParseObligation(policy.rules));
  ASSIGN_OR_RETURN(const std::string state, ObligationState(desk, policy.policy));
  output.Line(absl::StrCat("  ", output.Say(absl::StrCat("obligation.state.", state))),
              state == "breached" ? Colour::kRed : Colour::kNone);
  ASSIGN_OR_RETURN(const std::optional<TimeZones> zones, desk.archive().TimeZonesInForce());
  if (!zones.has_value()) {
    output.Line(absl::StrCat("  ", output.Say("error.NO_TIME_ZONES")), Colour::kYellow);
    return absl::OkStatus();
  }
  const int64_t now_ms = desk.hub_time_ms();
  for (const VariantDate& date : DatesOfVariants(obligation, *zones)) {
    const bool governs = obligation.governing == date.variant->id;
    output.Line(
        absl::StrCat("  ", output.Say(governs ? "obligation.date_governing" : "obligation.date",
                                      {date.variant->id, date.zone, FormatUtcMs(date.expiry_ms),
                                       MessageArg::Composed(context.phrases.RelativeTime(
                                           output.language(), date.expiry_ms, now_ms)),
                                       date.variant->source})));
  }
  if (obligation.governing.empty() && obligation.variants.size() > 1) {
    output.Line(absl::StrCat("  ", output.Say("obligation.none_governs")));
  }
  return absl::OkStatus();
}

absl::Status AddObligationDates(Desk& desk, const PolicyNote& policy, Json::Object& value) {
  ASSIGN_OR_RETURN(const Obligation obligation, ParseObligation(policy.rules));
  ASSIGN_OR_RETURN(value["state"], ObligationState(desk, policy.policy));
  ASSIGN_OR_RETURN(const std::optional<TimeZones> zones, desk.archive().TimeZonesInForce());
  Json::Array dates;
  if (zones.has_value()) {
    for (const VariantDate& date : DatesOfVariants(obligation, *zones)) {
      dates.push_back(Json::Object{
          {"variant", date.variant->id}, {"zone", date.zone}, {"expiry_ms", date.expiry_ms}});
    }
  }
  value["dates"] = std::move(dates);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<DueObligation>> ObligationsDue(Desk& desk, int64_t now_ms,
                                                          int64_t span_ms) {
  std::vector<DueObligation> due;
  const Directory& directory = desk.mirror().directory();
  ASSIGN_OR_RETURN(const std::optional<TimeZones> zones, desk.archive().TimeZonesInForce());
  if (!zones.has_value()) return due;
  for (const PolicyFact* fact : directory.Policies()) {
    const PolicyNote& policy = fact->policy;
    if (policy.kind != PolicyKind::kObligation ||
        directory.PolicyInForce(policy.kind, policy.policy.id, directory.size()) != fact) {
      continue;
    }
    const absl::StatusOr<Obligation> obligation = ParseObligation(policy.rules);
    if (!obligation.ok()) continue;
    const absl::StatusOr<ObligationDates> dates = DatesOf(*obligation, *zones);
    if (!dates.ok() || dates->breach_ms > now_ms + span_ms) continue;
    ASSIGN_OR_RETURN(const std::string state, ObligationState(desk, policy.policy));
    if (IsOver(state)) continue;
    due.push_back(
        {.obligation = policy.policy, .title = obligation->title, .breach_ms = dates->breach_ms});
  }
  return due;
}

void ShowDueObligation(Context& context, const DueObligation& due, int64_t now_ms) {
  Output& output = context.output;
  const bool late = due.breach_ms <= now_ms;
  output.Line(
      absl::StrCat("  ", due.obligation.id, "  ", Isolate(output.language(), due.title), "  ",
                   output.Say(late ? "status.late" : "status.due",
                              {MessageArg::Composed(context.phrases.RelativeTime(
                                  output.language(), due.breach_ms, now_ms))})),
      late ? Colour::kRed : Colour::kYellow);
}

}  // namespace liaison
