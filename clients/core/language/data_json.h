// Reads the JSON of data files and of people's own files (schemas, labels, mission.json), which may
// be laid out freely, into our Json; what is signed goes through proto/text/canonical_json.h.
#ifndef LIAISON_CLIENTS_CORE_LANGUAGE_DATA_JSON_H_
#define LIAISON_CLIENTS_CORE_LANGUAGE_DATA_JSON_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/text/canonical_json.h"

namespace liaison {

// At most 1 MiB. Errors: InvalidArgument, field `name`, rule SYNTAX, DUPLICATE, NUMBER (fraction or
// beyond 2^53), NULL, DEPTH.
absl::StatusOr<Json> ParseDataJson(absl::string_view name, absl::string_view text);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_LANGUAGE_DATA_JSON_H_
