// Makes a form from what an officer types: `path=value` pairs, read by the schema's types.
#ifndef LIAISON_CLIENTS_CORE_FORMS_FORM_BUILDER_H_
#define LIAISON_CLIENTS_CORE_FORMS_FORM_BUILDER_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/core/forms/form_schema.h"
#include "proto/text/canonical_json.h"

namespace liaison {

using FormAssignments = std::vector<std::pair<std::string, std::string>>;

// Not yet validated. Errors: InvalidArgument with field = path, rule UNKNOWN_FIELD, TYPE or one of
// CheckHumanText; AlreadyExists DUPLICATE.
absl::StatusOr<Json> BuildJson(const SchemaNode& root, const FormAssignments& assignments);

// "35.9306" -> 359306000. A number up to 180 is in degrees, with at most seven decimals; a larger
// whole number is already in units of 1e-7 degree, as FormLine and the form itself have it.
// Errors: InvalidArgument TYPE.
absl::StatusOr<int64_t> ParseDegrees(absl::string_view path, absl::string_view text);
// 359306000 -> "35.9306".
std::string FormatDegrees(int64_t degrees_e7);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_FORMS_FORM_BUILDER_H_
