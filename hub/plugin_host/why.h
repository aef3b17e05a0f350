// Explains a record back to what a person did: a release to the timer, the timer to the notice.
#ifndef LIAISON_HUB_PLUGIN_HOST_WHY_H_
#define LIAISON_HUB_PLUGIN_HOST_WHY_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "hub/log/log.h"
#include "proto/base/strong_int.h"
#include "proto/text/canonical_json.h"

namespace liaison {

// {"chain": [...]}: the record, its cause, the cause of that, to the first that has none. Errors:
// NotFound RECORD, DataLoss.
absl::StatusOr<Json> ExplainRecord(absl::string_view ns, const Log& log, TreeSize size,
                                   LeafIndex record);

}  // namespace liaison

#endif  // LIAISON_HUB_PLUGIN_HOST_WHY_H_
