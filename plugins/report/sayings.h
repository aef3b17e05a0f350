// What a report's machine says, as alerts: what follows from the log is public and goes to
// everybody who owes or signs; why a note has no effect, to who signed it.
#ifndef LIAISON_PLUGINS_REPORT_SAYINGS_H_
#define LIAISON_PLUGINS_REPORT_SAYINGS_H_

#include <optional>
#include <string>
#include <vector>

#include "plugins/sdk/plugin.h"
#include "proto/rules/report_machine.h"

namespace liaison::report {

inline constexpr char kMissedCode[] = "DEADLINE_MISSED";

struct Audience {
  std::string report;
  const ReportState* state = nullptr;  // nullptr: there is no such report
  std::vector<std::string> offices;    // of the mission: nobody else has mailboxes
};

// Of all but DONE. `manifest`: SHA-256 of the finished report's.
plugin::v1::Alert AlertOf(const ReportSaying& saying, const Audience& audience,
                          const std::optional<Hash>& manifest);
// What `office` owed is done: ends what climbs because of the alert `missed`.
plugin::v1::Alert DoneAlert(const std::string& report, ReportDue due, const std::string& office,
                            const std::string& missed);

}  // namespace liaison::report

#endif  // LIAISON_PLUGINS_REPORT_SAYINGS_H_
