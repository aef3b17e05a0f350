// When what a report waits for is due, and who is late. Internal to proto/rules.
#ifndef LIAISON_PROTO_RULES_REPORT_DUES_H_
#define LIAISON_PROTO_RULES_REPORT_DUES_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "proto/rules/report_state.h"

namespace liaison {

// How long before a due it is said; ReportState::warned counts them.
inline constexpr std::array<int64_t, 3> kReportWarnBefore_s = {48 * 3600, 24 * 3600, 2 * 3600};

struct ReportMoment {
  int64_t at_ms = 0;
  ReportDue due = ReportDue::kContribution;
  bool warns = false;  // else the due itself
};
// The earliest of what is still to be said or decided; of one instant in the order of the dues.
std::optional<ReportMoment> NextMoment(const ReportState& state);

// Those before the opening are not given any more.
void SkipWarningsBeforeOpening(ReportState& state);

// MissingFor, but only what could be done now.
std::vector<std::string> LateWith(const ReportState& state, ReportDue due);

}  // namespace liaison

#endif  // LIAISON_PROTO_RULES_REPORT_DUES_H_
