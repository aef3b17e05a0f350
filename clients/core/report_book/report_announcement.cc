#include "clients/core/report_book/report_announcement.h"

#include <array>
#include <utility>

#include "clients/core/incoming/alert_words.h"

namespace liaison {
namespace {

using Kind = ReportSaying::Kind;

constexpr std::array<std::pair<absl::string_view, Kind>, 5> kCodes = {
    {{"STATE", Kind::kState},
     {"DEADLINE_MISSED", Kind::kMissed},
     {"VOIDED", Kind::kVoided},
     {"FINAL", Kind::kFinal},
     {"FAILED", Kind::kFailed}}};
constexpr std::array<ReportPhase, 6> kPhases = {ReportPhase::kCollecting, ReportPhase::kDraft,
                                                ReportPhase::kSigning,    ReportPhase::kFinal,
                                                ReportPhase::kFailed,     ReportPhase::kWithdrawn};
constexpr std::array<ReportOutcome, 4> kOutcomes = {ReportOutcome::kNone, ReportOutcome::kUnanimous,
                                                    ReportOutcome::kWithReservations,
                                                    ReportOutcome::kPartial};
constexpr std::array<ReportDue, 3> kDues = {ReportDue::kContribution, ReportDue::kReview,
                                            ReportDue::kSign};

// The value that is called so; the first one for a word that is none, or missing: what the machine
// never says so is found to be no own result.
template <typename Value, size_t N, typename NameOf>
Value ValueOf(const Alert& alert, absl::string_view param, const std::array<Value, N>& values,
              const NameOf& name_of) {
  const std::string word = TextParam(alert, param).value_or("");
  for (const Value value : values) {
    if (name_of(value) == word) return value;
  }
  return values.front();
}

ReportPhase PhaseOf(const Alert& alert, Kind kind) {
  if (kind == Kind::kFinal) return ReportPhase::kFinal;
  if (kind == Kind::kFailed) return ReportPhase::kFailed;
  return ValueOf(alert, "state", kPhases, ReportPhaseName);
}

std::optional<Hash> HashParam(const Alert& alert, absl::string_view name) {
  const absl::StatusOr<std::string> bytes = DecodeHex(TextParam(alert, name).value_or(""));
  const absl::StatusOr<Hash> hash =
      bytes.ok() ? FixedFromBytes<Hash>(*bytes) : absl::StatusOr<Hash>(bytes.status());
  return hash.ok() ? std::optional<Hash>(*hash) : std::nullopt;
}

}  // namespace

std::optional<ReportAnnouncement> ReportAnnouncementOf(const Alert& alert, LeafIndex index,
                                                       int64_t time_ms) {
  const std::optional<std::string> report = TextParam(alert, "report");
  if (alert.head.by.plugin != kReportPlugin || !report.has_value()) return std::nullopt;
  const auto* code = kCodes.begin();
  while (code != kCodes.end() && code->first != alert.code) ++code;
  if (code == kCodes.end()) return std::nullopt;
  ReportAnnouncement announcement{
      .report = *report, .index = index, .time_ms = time_ms, .refs = alert.refs};
  ReportSaying& said = announcement.said;
  said.kind = code->second;
  said.phase = PhaseOf(alert, said.kind);
  said.outcome = ValueOf(alert, "outcome", kOutcomes, ReportOutcomeName);
  said.due = ValueOf(alert, "due", kDues, ReportDueName);
  said.office = TextParam(alert, "office").value_or("");
  said.at_ms = NumberParam(alert, "at_ms").value_or(0);
  if (said.kind == Kind::kFinal) announcement.manifest = HashParam(alert, "manifest");
  return announcement;
}

std::optional<ReportAnnouncement> ReportAnnouncementOf(absl::string_view ns, const LeafEntry& leaf,
                                                       LeafIndex index) {
  if (!leaf.is_public) return std::nullopt;
  const absl::StatusOr<Alert> alert = ParseAlert(ns, leaf.body);
  if (!alert.ok()) return std::nullopt;
  return ReportAnnouncementOf(*alert, index, leaf.time_ms);
}

bool IsSaid(const ReportAnnouncement& announcement, const ReportSaying& own) {
  const ReportSaying& said = announcement.said;
  return said.kind == own.kind && said.phase == own.phase && said.outcome == own.outcome &&
         said.due == own.due && said.office == own.office && said.at_ms == own.at_ms &&
         own.at_ms <= announcement.time_ms;
}

}  // namespace liaison
