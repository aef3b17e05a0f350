// A model held against the schema that is published for it (proto/schema/report.schema.json), as
// anybody else would do it: apart from what this program's own parser takes. Source: REPORTS
// section E, L0.
#ifndef LIAISON_CLIENTS_CORE_REPORT_PACK_MODEL_SCHEMA_H_
#define LIAISON_CLIENTS_CORE_REPORT_PACK_MODEL_SCHEMA_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace liaison {

// `model` is what ParseModel takes. Its lists are held against it a piece at a time, so that memory
// does not grow with them. Errors: DataLoss SCHEMA with the member of the model as subject.
absl::Status CheckModelSchema(absl::string_view model);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_PACK_MODEL_SCHEMA_H_
