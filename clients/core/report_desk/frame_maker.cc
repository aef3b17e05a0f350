#include "clients/core/report_desk/frame_maker.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/core/incoming/alert_words.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/rules/obligation.h"
#include "proto/text/policy_note.h"

namespace liaison {
namespace {

// Versions in force at some time in the period, as the log told below the cut: what was decided at
// or after it lies at or after its time.
std::vector<ModelMap> MapsOf(const MapBook& book, const ReportPeriod& period, int64_t cut_ms) {
  std::vector<ModelMap> maps;
  for (const auto& [name, record] : book.maps) {
    for (const MapEntry& entry : record.entries) {
      const std::optional<int64_t>& from_ms = entry.from_ms;
      if (!from_ms.has_value() || *from_ms >= std::min(cut_ms, period.end_ms)) continue;
      std::optional<int64_t> until_ms = entry.until_ms;
      if (until_ms.has_value() && *until_ms >= cut_ms) until_ms.reset();
      if (until_ms.has_value() && *until_ms <= period.start_ms) continue;
      maps.push_back({.map = name,
                      .version = entry.note().version,
                      .digest = entry.note().content.sha256,
                      .from_ms = *from_ms,
                      .until_ms = until_ms});
    }
  }
  return maps;
}

// The cut of the series' report before this one, where that had become final.
std::optional<LeafIndex> EarlierCut(const ReportBook& book, const ReportOpen& open, LeafIndex cut) {
  const ReportState* earlier = nullptr;
  for (const auto& [name, record] : book.reports) {
    const ReportState& state = record.state;
    if (state.open.series != open.series || state.phase != ReportPhase::kFinal ||
        state.final_index >= cut || state.open.period.end_ms > open.period.start_ms) {
      continue;
    }
    if (earlier == nullptr || earlier->open.period.end_ms < state.open.period.end_ms) {
      earlier = &state;
    }
  }
  if (earlier == nullptr) return std::nullopt;
  return earlier->Draft()->draft.cut;
}

// What the hub has said became of an obligation, by then.
struct Fulfilment {
  std::optional<int64_t> met_ms;
  bool waived = false;
};
Fulfilment FulfilmentOf(const std::vector<ArchivedAlert>& alerts, absl::string_view obligation,
                        LeafIndex cut, int64_t at_ms) {
  Fulfilment done;
  for (const ArchivedAlert& archived : alerts) {
    const Alert& alert = archived.alert;
    if (archived.index >= cut || archived.time_ms >= at_ms ||
        TextParam(alert, "obligation") != obligation) {
      continue;
    }
    done.waived = done.waived || alert.code == "WAIVED";
    if (alert.code == "MET" || alert.code == "LATE_MET") {
      done.met_ms = std::min(done.met_ms.value_or(archived.time_ms), archived.time_ms);
    }
  }
  return done;
}

std::string StateOf(const Fulfilment& done, int64_t due_ms, int64_t at_ms) {
  if (done.met_ms.has_value()) return *done.met_ms < due_ms ? "met" : "late_met";
  if (done.waived) return "waived";
  return at_ms >= due_ms ? "breached" : "pending";
}

// Where its zones are several, the latest end of the day breaches.
std::optional<int64_t> DueOf(const Obligation& obligation, const ObligationVariant& variant,
                             const TimeZones& zones) {
  std::optional<int64_t> due_ms;
  for (const std::string& name : obligation.zones) {
    const ZoneRules* const zone = zones.Find(name);
    if (zone == nullptr) return std::nullopt;
    const int64_t expiry_ms = Expiry_ms(variant, obligation.signed_on, *zone);
    due_ms = std::max(due_ms.value_or(expiry_ms), expiry_ms);
  }
  return due_ms;
}

absl::StatusOr<std::vector<ModelObligation>> ObligationsOf(const FrameSources& sources,
                                                           const ReportPeriod& period,
                                                           LeafIndex cut, int64_t cut_ms) {
  std::vector<ModelObligation> all;
  if (!sources.zones.has_value()) return all;
  const Directory& directory = sources.mirror.directory();
  const int64_t at_ms = std::min(period.end_ms, cut_ms);
  for (const PolicyFact* fact : directory.Policies()) {
    const PolicyNote& policy = fact->policy;
    if (policy.kind != PolicyKind::kObligation ||
        directory.PolicyInForce(policy.kind, policy.policy.id, TreeSize(cut.value())) != fact) {
      continue;
    }
    ASSIGN_OR_RETURN(const Obligation obligation, ParseObligation(policy.rules));
    const Fulfilment done = FulfilmentOf(sources.alerts, policy.policy.id, cut, at_ms);
    for (const ObligationVariant& variant : obligation.variants) {
      const std::optional<int64_t> due_ms = DueOf(obligation, variant, *sources.zones);
      if (!due_ms.has_value()) continue;
      all.push_back({.id = policy.policy.id,
                     .instrument = obligation.instrument,
                     .clause = obligation.clause,
                     .variant = variant.id,
                     .state = StateOf(done, *due_ms, at_ms),
                     .due_ms = *due_ms,
                     .met_ms = done.met_ms});
    }
  }
  return all;
}

absl::StatusOr<std::optional<ZoneRules>> RulesOf(const std::optional<TimeZones>& zones,
                                                 const ReportPeriod& period) {
  if (period.zone == "UTC") return std::optional<ZoneRules>();
  const ZoneRules* const rules = zones.has_value() ? zones->Find(period.zone) : nullptr;
  if (rules != nullptr && zones->database == period.tz) return std::optional<ZoneRules>(*rules);
  return MakeError(absl::StatusCode::kNotFound,
                   "the hub's time zones have no such zone, or are of another version than the "
                   "report was opened with",
                   {.reason = "ZONE", .subject = period.zone, .field = period.tz});
}

}  // namespace

absl::StatusOr<LeafIndex> NewestCut(const Mirror& mirror) {
  if (mirror.empty()) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "there is no copy of the log here yet",
                     {.reason = "NOT_SYNCED", .subject = "", .field = ""});
  }
  return LeafIndex(mirror.size().value() - 1);
}

absl::StatusOr<ReportFrame> MakeReportFrame(const FrameSources& sources, const ReportOpen& open,
                                            LeafIndex cut) {
  ASSIGN_OR_RETURN(const int64_t cut_ms, sources.mirror.TimeAt(cut));
  ReportFrame frame{.open = open, .cut = cut, .cut_ms = cut_ms};
  frame.zones = sources.mirror.directory().mission().zones;
  std::sort(frame.zones.begin(), frame.zones.end());
  frame.maps = MapsOf(sources.maps, open.period, cut_ms);
  frame.earlier_cut = EarlierCut(sources.reports, open, cut);
  ASSIGN_OR_RETURN(frame.obligations, ObligationsOf(sources, open.period, cut, cut_ms));
  ASSIGN_OR_RETURN(frame.zone, RulesOf(sources.zones, open.period));
  return frame;
}

}  // namespace liaison
