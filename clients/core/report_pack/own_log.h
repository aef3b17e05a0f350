// What a reader's own copy of the log says to a pack: it has every leaf, so nothing can be left out
// of it. Source: REPORTS section E.
#ifndef LIAISON_CLIENTS_CORE_REPORT_PACK_OWN_LOG_H_
#define LIAISON_CLIENTS_CORE_REPORT_PACK_OWN_LOG_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/core/report_book/report_book.h"
#include "clients/core/report_pack/pack_log.h"
#include "clients/core/trust/mirror.h"
#include "proto/text/canonical_json.h"

namespace liaison {

struct OwnLogFinding {
  absl::Status status;           // DataLoss FORK, OWN_LOG: the two contradict each other
  bool reaches_the_end = false;  // of the report; else the two are the same as far as they go
};

// `mirror` is of the pack's mission and not empty; `book` was read from it. The pack's log may be
// longer or shorter. Errors: those of Mirror.
absl::StatusOr<OwnLogFinding> CompareOwnLog(const PackLog& log, const Json& manifest,
                                            const Mirror& mirror, const ReportBook& book);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_PACK_OWN_LOG_H_
