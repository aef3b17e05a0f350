#include "clients/core/report_desk/frame_maker.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "clients/core/incoming/alert_words.h"
#include "clients/core/report_book/report_devices.h"
#include "clients/core/trust/state_walk.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/rules/obligation.h"
#include "proto/rules/time_zones.h"
#include "proto/text/policy_note.h"

namespace liaison {
namespace {

constexpr absl::string_view kEscalationPlugin = "escalation";

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

// What became of obligations by then, as the hub has said in public.
struct Fulfilment {
  std::optional<int64_t> met_ms;
  bool waived = false;
};
class Fulfilments final : public StateVisitor {
 public:
  // `at_ms` is the cut's time or earlier, so that nothing at the cut or behind it counts.
  explicit Fulfilments(int64_t at_ms) : at_ms_(at_ms) {}

  void OnDevice(const DeviceEvent& /*event*/) override {}
  void OnNote(Instant /*now*/, const Note& /*note*/) override {}
  void OnAlert(Instant now, const Alert& alert) override {
    const std::optional<std::string> obligation = TextParam(alert, "obligation");
    if (now.time_ms >= at_ms_ || !obligation.has_value() ||
        alert.head.by.plugin != kEscalationPlugin) {
      return;
    }
    Fulfilment& done = done_[*obligation];
    done.waived = done.waived || alert.code == "WAIVED";
    const bool met = alert.code == "MET" || alert.code == "LATE_MET";
    if (met && !done.met_ms.has_value()) done.met_ms = now.time_ms;
  }
  const Fulfilment& Of(const std::string& obligation) { return done_[obligation]; }

 private:
  const int64_t at_ms_;
  std::map<std::string, Fulfilment> done_;
};

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

absl::StatusOr<std::vector<ModelObligation>> ObligationsOf(const Mirror& mirror,
                                                           const std::optional<TimeZones>& zones,
                                                           LeafIndex cut, int64_t at_ms) {
  std::vector<ModelObligation> all;
  if (!zones.has_value()) return all;
  Fulfilments fulfilments(at_ms);
  RETURN_IF_ERROR(WalkState(mirror, {}, fulfilments));
  const Directory& directory = mirror.directory();
  for (const PolicyFact* fact : directory.Policies()) {
    const PolicyNote& policy = fact->policy;
    if (policy.kind != PolicyKind::kObligation ||
        directory.PolicyInForce(policy.kind, policy.policy.id, TreeSize(cut.value())) != fact) {
      continue;
    }
    ASSIGN_OR_RETURN(const Obligation obligation, ParseObligation(policy.rules));
    const Fulfilment& done = fulfilments.Of(policy.policy.id);
    for (const ObligationVariant& variant : obligation.variants) {
      const std::optional<int64_t> due_ms = DueOf(obligation, variant, *zones);
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

// Of the version that the report was opened with, whatever is in force now.
absl::StatusOr<std::optional<ZoneRules>> RulesOf(Archive& archive, const ReportPeriod& period) {
  if (period.zone == "UTC") return std::optional<ZoneRules>();
  ASSIGN_OR_RETURN(std::optional<ZoneRules> rules, archive.ZoneRulesOf(period.tz, period.zone));
  if (rules.has_value()) return rules;
  return MakeError(absl::StatusCode::kNotFound,
                   "the hub has logged no such zone in the version that the report was opened with",
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
  ASSIGN_OR_RETURN(const ReportDevices devices, ReportDevices::Read(sources.mirror));
  frame.zones = devices.MissionAt(cut).zones;
  std::sort(frame.zones.begin(), frame.zones.end());
  frame.maps = MapsOf(sources.maps, open.period, cut_ms);
  frame.earlier_cut = EarlierCut(sources.reports, open, cut_ms);
  ASSIGN_OR_RETURN(const std::optional<TimeZones> zones,
                   sources.archive.TimeZonesAt(TreeSize(cut.value())));
  ASSIGN_OR_RETURN(frame.obligations,
                   ObligationsOf(sources.mirror, zones, cut, std::min(open.period.end_ms, cut_ms)));
  ASSIGN_OR_RETURN(frame.zone, RulesOf(sources.archive, open.period));
  return frame;
}

}  // namespace liaison
