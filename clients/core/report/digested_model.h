// What is signed. A model that others cannot read would be signed by all, become final, and never
// be verified, drawn or exported; so the only way to M leads through reading the bytes again.
#ifndef LIAISON_CLIENTS_CORE_REPORT_DIGESTED_MODEL_H_
#define LIAISON_CLIENTS_CORE_REPORT_DIGESTED_MODEL_H_

#include <string>

#include "absl/status/statusor.h"
#include "clients/core/report/model.h"

namespace liaison {

struct DigestedModel {
  ReportModel model;
  std::string bytes;
  Hash digest;  // M
};

// Errors: those of CheckModelSize and ParseModel.
absl::StatusOr<DigestedModel> Digested(ReportModel model);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_DIGESTED_MODEL_H_
