// Why an act on a report has no effect. Internal to proto/rules.
#ifndef LIAISON_PROTO_RULES_REPORT_VERDICT_H_
#define LIAISON_PROTO_RULES_REPORT_VERDICT_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "proto/rules/report_machine.h"

namespace liaison {

bool IsAnswer(ReportVerb verb);
// What an editor does as well as a jwg: contribute, comment, draft.
bool IsDesksWork(const ReportNote& note);

// The code (report_machine.h), or "": it has effect.
absl::string_view WhyNotTaken(const std::optional<ReportState>& state, ReportWorld& world,
                              Instant now, const ReportNote& note,
                              const std::vector<std::string>& signers);

}  // namespace liaison

#endif  // LIAISON_PROTO_RULES_REPORT_VERDICT_H_
