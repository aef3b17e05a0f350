// Where two models, or two manifests, say different things: one word that leads a person there.
#ifndef LIAISON_CLIENTS_CORE_REPORT_PACK_MODEL_DIFFERENCE_H_
#define LIAISON_CLIENTS_CORE_REPORT_PACK_MODEL_DIFFERENCE_H_

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "clients/core/report/model.h"
#include "proto/text/canonical_json.h"

namespace liaison {

// Figures of `stated` that `recomputed` has with the same value, rows and digest.
size_t CountEqualFigures(const ReportModel& stated, const ReportModel& recomputed);

// Errors: DataLoss FIGURE (the subject is the first figure that differs), ROW (the first row's
// serial), MODEL (the member of the model).
absl::Status CompareModels(const ReportModel& stated, const ReportModel& recomputed);

// Name of the first member of either object that the other has not, or otherwise.
std::string DifferingMember(const Json& one, const Json& other);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_PACK_MODEL_DIFFERENCE_H_
