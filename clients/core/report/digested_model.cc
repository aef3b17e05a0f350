#include "clients/core/report/digested_model.h"

#include <utility>

#include "clients/core/report/document_size.h"
#include "proto/base/status_macros.h"
#include "proto/wire/hash.h"

namespace liaison {

absl::StatusOr<DigestedModel> Digested(ReportModel model) {
  DigestedModel digested{.bytes = PrintModel(model)};
  RETURN_IF_ERROR(CheckModelSize(model, digested.bytes.size()));
  model = ReportModel();  // a large one is not in memory twice
  ASSIGN_OR_RETURN(digested.model, ParseModel(digested.bytes));
  digested.digest = Sha256(digested.bytes);
  return digested;
}

}  // namespace liaison
