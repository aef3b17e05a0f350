#include "proto/rules/report_dues.h"

#include <algorithm>
#include <iterator>

#include "absl/algorithm/container.h"
#include "proto/rules/report_machine.h"

namespace liaison {
namespace {

constexpr int64_t kMsInSecond = 1000;
constexpr std::array<ReportDue, 3> kDues = {ReportDue::kContribution, ReportDue::kReview,
                                            ReportDue::kSign};

std::optional<int64_t> DueOf_s(const ReportState& state, ReportDue due) {
  const ReportDues& dues = state.open.dues;
  switch (due) {
    case ReportDue::kContribution:
      return dues.contribution_s;
    case ReportDue::kReview:
      return dues.review_s;
    case ReportDue::kSign:
      return dues.sign_s;
  }
  return std::nullopt;
}

int WarningsGiven(const ReportState& state, ReportDue due) {
  const auto given = state.warned.find(due);
  return given == state.warned.end() ? 0 : given->second;
}

// The next one; nullopt: none is left.
std::optional<int64_t> WarningOf_ms(const ReportState& state, ReportDue due, int64_t due_s) {
  const auto given = static_cast<size_t>(WarningsGiven(state, due));
  if (given >= kReportWarnBefore_s.size()) return std::nullopt;
  return (due_s - kReportWarnBefore_s.at(given)) * kMsInSecond;
}

std::optional<ReportMoment> MomentOf(const ReportState& state, ReportDue due) {
  const std::optional<int64_t> due_s = DueOf_s(state, due);
  if (!due_s.has_value() || state.missed.contains(due)) return std::nullopt;
  const std::optional<int64_t> warning_ms = WarningOf_ms(state, due, *due_s);
  if (warning_ms.has_value()) return ReportMoment{*warning_ms, due, /*warns=*/true};
  return ReportMoment{std::max(*due_s * kMsInSecond, state.opened_ms), due, /*warns=*/false};
}

bool CanBeDone(ReportPhase phase, ReportDue due) {
  switch (due) {
    case ReportDue::kContribution:
      return phase == ReportPhase::kCollecting || phase == ReportPhase::kDraft;
    case ReportDue::kReview:
      return phase == ReportPhase::kDraft;
    case ReportDue::kSign:
      return phase == ReportPhase::kSigning;
  }
  return false;
}

}  // namespace

std::optional<ReportMoment> NextMoment(const ReportState& state) {
  std::optional<ReportMoment> next;
  if (state.IsOver()) return next;
  for (const ReportDue due : kDues) {
    const std::optional<ReportMoment> moment = MomentOf(state, due);
    const bool earlier = moment.has_value() && (!next.has_value() || moment->at_ms < next->at_ms);
    if (earlier) next = moment;
  }
  return next;
}

void SkipWarningsBeforeOpening(ReportState& state) {
  for (const ReportDue due : kDues) {
    const std::optional<int64_t> due_s = DueOf_s(state, due);
    if (!due_s.has_value()) continue;
    for (auto warning_ms = WarningOf_ms(state, due, *due_s);
         warning_ms.has_value() && *warning_ms < state.opened_ms;
         warning_ms = WarningOf_ms(state, due, *due_s)) {
      ++state.warned[due];
    }
  }
}

std::vector<std::string> MissingFor(const ReportState& state, ReportDue due) {
  const bool signs = due == ReportDue::kSign;
  const std::vector<std::string>& owing = signs ? state.open.signs : state.open.owes;
  const std::map<std::string, ReportAct>& done = signs                       ? state.answers
                                                 : due == ReportDue::kReview ? state.comments
                                                                             : state.contributions;
  std::vector<std::string> missing;
  absl::c_copy_if(owing, std::back_inserter(missing),
                  [&done](const std::string& office) { return !done.contains(office); });
  return missing;
}

std::vector<std::string> LateWith(const ReportState& state, ReportDue due) {
  if (!CanBeDone(state.phase, due)) return {};
  return MissingFor(state, due);
}

}  // namespace liaison
