#include "clients/core/report/digested_model.h"

#include <utility>

#include "proto/base/status_macros.h"
#include "proto/wire/hash.h"

namespace liaison {

absl::StatusOr<DigestedModel> Digested(ReportModel model) {
  DigestedModel digested{.bytes = PrintModel(model)};
  model = ReportModel();  // a large one is not in memory twice
  ASSIGN_OR_RETURN(digested.model, ParseModel(digested.bytes));
  digested.digest = Sha256(digested.bytes);
  return digested;
}

}  // namespace liaison
