// Sums that must add up, whatever the sheets say. Source: REPORTS section A 7, 9, 10, 12, 14.
#ifndef LIAISON_CLIENTS_CORE_REPORT_IDENTITIES_H_
#define LIAISON_CLIENTS_CORE_REPORT_IDENTITIES_H_

#include "absl/status/status.h"
#include "clients/core/report/model.h"

namespace liaison {

// Errors: Internal IDENTITY with the figure that is not the sum of its parts.
absl::Status CheckIdentities(const ReportModel& model);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_IDENTITIES_H_
