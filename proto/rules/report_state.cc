#include "proto/rules/report_state.h"

#include <array>

namespace liaison {
namespace {

// Each in the order of the enum values.
constexpr std::array<absl::string_view, 6> kPhaseNames = {"collecting", "draft",  "signing",
                                                          "final",      "failed", "withdrawn"};
constexpr std::array<absl::string_view, 4> kOutcomeNames = {"none", "unanimous",
                                                            "with_reservations", "partial"};
constexpr std::array<absl::string_view, 3> kDueNames = {"contribution", "review", "sign"};

}  // namespace

absl::string_view ReportPhaseName(ReportPhase phase) {
  return kPhaseNames.at(static_cast<size_t>(phase));
}

absl::string_view ReportOutcomeName(ReportOutcome outcome) {
  return kOutcomeNames.at(static_cast<size_t>(outcome));
}

absl::string_view ReportDueName(ReportDue due) { return kDueNames.at(static_cast<size_t>(due)); }

}  // namespace liaison
