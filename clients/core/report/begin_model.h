// A model before anybody contributed to it.
#ifndef LIAISON_CLIENTS_CORE_REPORT_BEGIN_MODEL_H_
#define LIAISON_CLIENTS_CORE_REPORT_BEGIN_MODEL_H_

#include <string>

#include "absl/status/statusor.h"
#include "clients/core/report/assemble.h"
#include "clients/core/report/model.h"

namespace liaison {

// What the frame says, and the offices that owe. Errors: InvalidArgument ZONE.
absl::StatusOr<ReportModel> BeginModel(const ReportFrame& frame);
// Made where it is not there. Valid until the next call.
ModelOffice& OfficeOf(ReportModel& model, const std::string& name);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_BEGIN_MODEL_H_
