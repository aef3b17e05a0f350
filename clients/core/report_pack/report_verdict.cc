#include <algorithm>

#include "clients/core/report_pack/verify_report.h"

namespace liaison {
namespace {

// The highest level at which, and below which, everything that could be looked at holds.
ReportLevel LevelOf(const std::vector<ReportCheck>& checks) {
  int level = static_cast<int>(ReportLevel::kNone);
  for (int next = level + 1; next <= static_cast<int>(ReportLevel::kL4); ++next) {
    size_t made = 0;
    for (const ReportCheck& check : checks) {
      if (!check.made || static_cast<int>(check.level) != next) continue;
      if (!check.status.ok()) return static_cast<ReportLevel>(level);
      ++made;
    }
    if (made == 0) break;
    level = next;
  }
  return static_cast<ReportLevel>(level);
}

const ReportCheck* FirstWithError(const std::vector<ReportCheck>& checks, bool made) {
  const auto found = std::find_if(checks.begin(), checks.end(), [made](const ReportCheck& check) {
    return check.made == made && !check.status.ok();
  });
  return found == checks.end() ? nullptr : &*found;
}

}  // namespace

void ReportVerdict::Judge() {
  level = LevelOf(checks);
  // Of a row that stayed closed nobody knows whether its notice says so.
  if (rows_sealed > 0) level = std::min(level, ReportLevel::kL3);
  for (const ReportCheck& check : checks) {
    if (!check.made || check.status.ok()) continue;
    (absl::IsUnauthenticated(check.status) ? unknown_key : contradicted) = true;
  }
}

const ReportCheck* ReportVerdict::FirstFailed() const { return FirstWithError(checks, true); }

const ReportCheck* ReportVerdict::FirstNotMade() const { return FirstWithError(checks, false); }

}  // namespace liaison
