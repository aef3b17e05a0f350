#include "clients/core/report_pack/own_log.h"

#include <algorithm>

#include "clients/core/report_pack/report_pack.h"
#include "proto/base/status_macros.h"
#include "proto/rules/report_machine.h"

namespace liaison {

absl::StatusOr<OwnLogFinding> CompareOwnLog(const PackLog& log, const Json& manifest,
                                            const Mirror& mirror, const ReportBook& book) {
  // Of a longer log the older head must come out of its first leaves.
  const TreeSize both = std::min(log.size, mirror.size());
  ASSIGN_OR_RETURN(const Hash root, mirror.RootAt(both));
  if (root != log.RootAt(both)) {
    return OwnLogFinding{.status = PackFault("FORK", kPackCheckpoint,
                                             "the own copy of the log has another head there")};
  }
  const ReportRecord* record = book.Find(manifest.StringOr("report", ""));
  const bool over = record != nullptr && record->state.IsOver();
  if (!over && mirror.size() < log.size) return OwnLogFinding();
  if (over && record->state.phase == ReportPhase::kFinal && ManifestOf(record->state) == manifest) {
    return OwnLogFinding{.reaches_the_end = true};
  }
  return OwnLogFinding{.status =
                           PackFault("OWN_LOG", kPackManifest,
                                     "by the own copy of the log the report ended otherwise")};
}

}  // namespace liaison
